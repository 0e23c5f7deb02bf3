import { transformJSONSchema } from '@anthropic-ai/sdk/lib/transform-json-schema';
import { Type } from 'class-transformer';
import { ArrayMaxSize, IsArray, IsIn, IsInt, IsString, Length, Max, ValidateNested } from 'class-validator';
import { Describe, Nullable } from '../../http';
import { analyticsQueries } from '../../extensions';
import { ErrorSummaryForm } from '../../diagnostics/error-summary.form';
import { outputSchemaOf } from './output-schema';

class Part {
  @IsInt()
  @Max(5)
  weight!: number;
}

class Form {
  @IsString()
  @Length(1, 9)
  @Describe('In a word')
  word!: string;

  @IsIn(['up', 'down'])
  way!: string;

  @IsArray()
  @ArrayMaxSize(3)
  @ValidateNested({ each: true })
  @Type(() => Part)
  parts!: Part[];

  @Nullable()
  @ValidateNested()
  @Type(() => Part)
  best!: Part | null;
}

const PART = {
  type: 'object',
  properties: { weight: { type: 'integer' } },
  required: ['weight'],
  additionalProperties: false,
};

it('the schema of a form has what structured outputs take, and no bounds', () => {
  expect(outputSchemaOf(Form)).toEqual({
    type: 'object',
    properties: {
      word: { type: 'string', description: 'In a word' },
      way: { enum: ['up', 'down'] },
      parts: { type: 'array', items: PART },
      best: { anyOf: [PART, { type: 'null' }] },
    },
    required: ['word', 'way', 'parts', 'best'],
    additionalProperties: false,
  });
  expect(outputSchemaOf(Form)).toBe(outputSchemaOf(Form));
});

it.each([Form, ErrorSummaryForm, ...analyticsQueries.map(({ output }) => output)])(
  'the schema of %p is one that the SDK would send as it stands',
  (form) => {
    const schema = outputSchemaOf(form);
    expect(transformJSONSchema({ ...schema })).toEqual(schema);
  },
);
