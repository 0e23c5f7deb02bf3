import { Turns } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { requireFewNames } from './json-names';

const members = (count: number, of: (number: number) => string): string =>
  `{${Array.from({ length: count }, (_, number) => of(number)).join(', ')}}`;
const different = (number: number): string => `"name ${String(number)}" :1`;
const require = (text: string): Promise<void> => requireFewNames(text, new Turns());

describe('the names of a JSON text', () => {
  it.each([
    ['as many as there may be', members(20_000, different)],
    ['the same ones again and again', `[${Array(30).fill(members(1000, different)).join()}]`],
    ['texts that are no names', `[${members(1, different)},"x${'","x'.repeat(50_000)}"]`],
    ['names inside of a text', JSON.stringify(members(30_000, different))],
    ['a text without an end', `{"a":"${'x'.repeat(200_000)}`],
  ])('may be %s', async (_, text) => {
    await expect(require(text)).resolves.toBeUndefined();
  });

  it.each([
    ['in one object', members(20_001, different)],
    [
      'in many',
      `[${Array.from({ length: 2001 }, (_, at) => members(10, (one) => `"${String(at)} ${String(one)}":0`)).join()}]`,
    ],
  ])('may not be more, %s', async (_, text) => {
    expect(await refusalOf(() => require(text))).toMatchObject({
      code: 'validation_failed',
      message: 'The body must not have more than 20000 different names',
    });
  });
});
