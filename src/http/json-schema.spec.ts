import { applyDecorators } from '@nestjs/common';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsInt,
  IsNumber,
  IsString,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import { Describe, schemaOf } from './json-schema';
import { Nullable, Optional } from './rules';

class Part {
  @Matches(/^[a-z]{1,3}$/)
  @Describe('What it is called')
  name!: string;

  @Nullable()
  @IsNumber()
  rate!: number | null;
}

class Whole {
  @Optional()
  @IsIn(['day', 'month'])
  period?: string;

  @Nullable()
  @IsIn(['up', 'down'])
  way!: string | null;

  @applyDecorators(IsInt(), Min(0), Max(9))
  count!: number;

  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts!: Part[];

  @Nullable()
  @ValidateNested()
  @Type(() => Part)
  best!: Part | null;

  @IsArray()
  @IsString({ each: true })
  words!: string[];
}

class More extends Whole {
  @IsString()
  more!: string;
}

const PART = {
  type: 'object',
  properties: {
    name: { type: 'string', pattern: '^[a-z]{1,3}$', description: 'What it is called' },
    rate: { type: ['number', 'null'] },
  },
  required: ['name', 'rate'],
  additionalProperties: false,
};

const PROPERTIES = {
  period: { type: 'string', enum: ['day', 'month'] },
  way: { enum: ['up', 'down', null] },
  count: { type: 'integer', minimum: 0, maximum: 9 },
  parts: { type: 'array', minItems: 1, maxItems: 3, items: PART },
  best: { anyOf: [PART, { type: 'null' }] },
  words: { type: 'array', items: { type: 'string' } },
};

describe('the schema of a DTO', () => {
  it('says what its rules say, nested ones in place, and is closed', () => {
    expect(schemaOf(Whole)).toEqual({
      type: 'object',
      properties: PROPERTIES,
      required: ['way', 'count', 'parts', 'best', 'words'],
      additionalProperties: false,
    });
  });

  it('has what the DTO inherits', () => {
    const { properties, required } = schemaOf(More);
    expect(properties).toEqual({ ...PROPERTIES, more: { type: 'string' } });
    expect(new Set(required)).toEqual(new Set(['way', 'count', 'parts', 'best', 'words', 'more']));
  });

  it('cannot be told where a nested DTO is not named', () => {
    class Unnamed {
      @ValidateNested()
      part!: object;
    }
    expect(() => schemaOf(Unnamed)).toThrow('Unnamed.part is nested and has no @Type');
  });
});
