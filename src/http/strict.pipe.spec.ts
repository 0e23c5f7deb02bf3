import { Type } from 'class-transformer';
import {
  IsArray,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import type { Violation } from '../kernel';
import { refusalOf } from '../kernel/refusal.fixture';
import { StrictPipe } from './strict.pipe';

class Part {
  @IsString()
  name!: string;

  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(9)
  weight?: number;
}

class Order {
  @IsString()
  @Length(1, 5)
  title!: string;

  @IsInt()
  @Min(1)
  count!: number;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @Type(() => Part)
  main?: Part;

  @IsOptional()
  @IsArray()
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts?: Part[];
}

const pipe = new StrictPipe();
const check = (body: unknown): Promise<unknown> => pipe.transform(body, { type: 'body', metatype: Order });

const GOOD = { title: 'a', count: 1 };

describe('the strict pipe', () => {
  it.each([
    [GOOD],
    [{ ...GOOD, main: { name: 'm' } }],
    [{ ...GOOD, parts: [{ name: 'p', weight: 9 }, { name: 'q' }] }],
  ])('passes %j on, as the class of its route and unchanged', async (body) => {
    const passed = await check(body);
    expect(passed).toBeInstanceOf(Order);
    expect(JSON.parse(JSON.stringify(passed))).toEqual(body);
  });

  it.each<[string, object, readonly Violation[]]>([
    ['a missing field', { title: 'a' }, [{ field: 'count', rule: 'required', message: 'is required' }]],
    [
      'an unknown field',
      { ...GOOD, extra: 1 },
      [{ field: 'extra', rule: 'unknown', message: 'is not a known field' }],
    ],
    [
      'text for a number',
      { ...GOOD, count: '1' },
      [{ field: 'count', rule: 'isInt', message: 'must be an integer number' }],
    ],
    [
      'a number for text',
      { ...GOOD, title: 1 },
      [{ field: 'title', rule: 'isString', message: 'must be a string' }],
    ],
    [
      'null for text',
      { ...GOOD, title: null },
      [{ field: 'title', rule: 'isString', message: 'must be a string' }],
    ],
    [
      'a list for text',
      { ...GOOD, title: ['a'] },
      [{ field: 'title', rule: 'isString', message: 'must be a string' }],
    ],
    [
      'a number that is not whole',
      { ...GOOD, count: 1.5 },
      [{ field: 'count', rule: 'isInt', message: 'must be an integer number' }],
    ],
    [
      'a number out of range',
      { ...GOOD, count: 0 },
      [{ field: 'count', rule: 'min', message: 'must not be less than 1' }],
    ],
    [
      'text out of range',
      { ...GOOD, title: 'abcdef' },
      [{ field: 'title', rule: 'isLength', message: 'must be shorter than or equal to 5 characters' }],
    ],
    [
      'an unknown field inside',
      { ...GOOD, main: { name: 'm', extra: 1 } },
      [{ field: 'main.extra', rule: 'unknown', message: 'is not a known field' }],
    ],
    [
      'a wrong type inside a list',
      { ...GOOD, parts: [{ name: 'p' }, { name: 'q', weight: '3' }] },
      [{ field: 'parts.1.weight', rule: 'isInt', message: 'must be an integer number' }],
    ],
    [
      'a missing field inside a list',
      { ...GOOD, parts: [{}] },
      [{ field: 'parts.0.name', rule: 'required', message: 'is required' }],
    ],
  ])('refuses %s with one violation', async (_, body, violations) => {
    const error = await refusalOf(() => check(body));
    expect(error.code).toBe('validation_failed');
    expect(error.extras.violations).toEqual(violations);
    expect(error.extras.fields).toEqual(violations.map(({ field }) => field));
    expect(error.message).toBe(violations.map(({ field, message }) => `\`${field}\` ${message}`).join('; '));
  });

  it.each([
    [{}, 'Missing required fields'],
    [{ title: 'a', other: 1 }, 'Missing required fields'],
    [{ ...GOOD, main: {} }, 'Missing required fields'],
    [{ ...GOOD, count: 'x' }, undefined],
    [{ ...GOOD, extra: 1 }, undefined],
  ])('gives %j the title %p', async (body, title) => {
    expect((await refusalOf(() => check(body))).extras.title).toBe(title);
  });

  it('names each field once, whatever was wrong with it', async () => {
    const { extras } = await refusalOf(() => check({ extra: 1, parts: [{ weight: 'x' }, 5] }));
    expect(new Set(extras.fields).size).toBe(extras.fields?.length);
    expect(extras.fields).toEqual(
      expect.arrayContaining(['title', 'count', 'extra', 'parts.0.name', 'parts.0.weight']),
    );
  });

  it.each([[[]], ['text'], [5], [null]])('refuses %j where an object belongs', async (body) => {
    expect((await refusalOf(() => check(body))).code).toBe('validation_failed');
  });
});
