import { getMetadataStorage, IsInt, IsString, validateSync } from 'class-validator';
import { rememberRules } from './remembered-rules';

class Parent {
  @IsString()
  name: unknown = 1;
}

class Child extends Parent {
  @IsInt()
  age: unknown = 'x';

  @IsInt({ groups: ['strict'] })
  size: unknown = 'x';
}

const faultsOf = (dto: object, groups: string[] = []): readonly string[] =>
  validateSync(dto, { groups }).map(({ property }) => property);

it('remembered rules are those of the class and of what it inherits, with and without groups', () => {
  const storage = getMetadataStorage();
  const lookUp = jest.spyOn(storage, 'getTargetValidationMetadatas');
  rememberRules(storage);
  for (let time = 0; time < 3; time += 1) {
    expect([...faultsOf(new Child())].sort()).toEqual(['age', 'name', 'size']);
    expect(faultsOf(new Parent())).toEqual(['name']);
    expect(faultsOf(new Child(), ['strict'])).toEqual(['size']);
  }
  const asked = lookUp.mock.calls.map(([target, , , , groups]) => [target, groups?.length ?? 0]);
  expect(asked.filter(([, groups]) => groups === 0)).toEqual([
    [Child, 0],
    [Parent, 0],
  ]);
});
