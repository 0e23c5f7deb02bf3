import { Type } from 'class-transformer';
import { IsArray, IsInt, IsObject, IsString, Length, ValidateNested } from 'class-validator';
import { refusalOf } from '../kernel/refusal.fixture';
import { validated } from './validated';

class Part {
  @IsString()
  @Length(1, 3, { message: '$property must be a short name' })
  name!: string;
}

class Parameters {
  @IsInt()
  count!: number;

  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts!: Part[];

  @IsObject()
  data!: Record<string, unknown>;
}

const GOOD = { count: 1, parts: [{ name: 'a' }], data: { anything: [{ goes: null }] } };

describe('a value by its rules', () => {
  it.each(['', 'parameters', 'parameters.of.it'])('is as it came, wherever it is: %j', async (path) => {
    const value = await validated(Parameters, GOOD, path);
    expect(value).toBeInstanceOf(Parameters);
    expect(value.parts[0]).toBeInstanceOf(Part);
    expect(JSON.parse(JSON.stringify(value))).toEqual(GOOD);
  });

  it.each<[string, unknown, readonly (readonly [string, string, string])[]]>([
    ['a wrong type', { ...GOOD, count: '1' }, [['count', 'isInt', 'must be an integer number']]],
    ['an unknown field', { ...GOOD, extra: 1 }, [['extra', 'unknown', 'is not a known field']]],
    [
      'an unknown field of a part',
      { ...GOOD, parts: [{ name: 'a', extra: 1 }] },
      [['parts.0.extra', 'unknown', 'is not a known field']],
    ],
    [
      'a wrong part',
      { ...GOOD, parts: [{ name: 'a' }, { name: 'long' }] },
      [['parts.1.name', 'isLength', 'must be a short name']],
    ],
    ['a part without its field', { ...GOOD, parts: [{}] }, [['parts.0.name', 'required', 'is required']]],
    ['a missing field', { parts: [], data: {} }, [['count', 'required', 'is required']]],
    [
      'nothing',
      {},
      [
        ['count', 'required', 'is required'],
        ['parts', 'required', 'is required'],
        ['data', 'required', 'is required'],
      ],
    ],
  ])('is refused below its path with %s', async (_, value, faults) => {
    for (const path of ['', 'parameters']) {
      const refused = await refusalOf(() => validated(Parameters, value, path));
      const below = (field: string): string => (path === '' ? field : `${path}.${field}`);
      expect(refused.code).toBe('validation_failed');
      expect(refused.extras.violations).toEqual(
        faults.map(([field, rule, message]) => ({ field: below(field), rule, message })),
      );
      expect(refused.extras.fields).toEqual(faults.map(([field]) => below(field)));
      expect(refused.message).toBe(
        faults.map(([field, , message]) => `\`${below(field)}\` ${message}`).join('; '),
      );
    }
  });

  it.each([[null], [5], ['text'], [[]], [true]])(
    'is refused below its path where it is no object: %j',
    async (value) => {
      const { extras } = await refusalOf(() => validated(Parameters, value, 'parameters'));
      expect(extras.fields).toEqual(['parameters.count', 'parameters.parts', 'parameters.data']);
      expect(extras.title).toBe('Missing required fields');
    },
  );

  it('tells of twenty faults, and how many more there are', async () => {
    const extra = Object.fromEntries(Array.from({ length: 25 }, (_, at) => [`f${String(at)}`, 1]));
    const refused = await refusalOf(() => validated(Parameters, { ...GOOD, ...extra }, 'parameters'));
    expect(refused.extras.violations).toHaveLength(20);
    expect(refused.extras.fields?.[0]).toBe('parameters.f0');
    expect(refused.message).toMatch(/; and 5 more$/);
  });

  it('cuts the name of an unknown field, with its path', async () => {
    const { extras } = await refusalOf(() =>
      validated(Parameters, { ...GOOD, ['x'.repeat(1000)]: 1 }, 'parameters'),
    );
    expect(extras.fields?.[0]).toHaveLength(201);
    expect(extras.fields?.[0]).toMatch(/^parameters\.x+…$/);
  });

  it.each(['__proto__', 'constructor', 'toString'])(
    'has no field that it does not declare: %s',
    async (name) => {
      const value = JSON.parse(`{"count":1,"parts":[],"data":{},"${name}":{"count":2}}`) as unknown;
      const { extras } = await refusalOf(() => validated(Parameters, value, 'parameters'));
      expect(extras.fields).toEqual([`parameters.${name}`]);
    },
  );
});
