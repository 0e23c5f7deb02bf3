import type { Type } from '@nestjs/common';
import { IsInt, IsObject, IsOptional, IsString, ValidateNested, validateSync } from 'class-validator';
import { Type as TypeOf } from 'class-transformer';
import { BudgetDto } from '../../auth/budget.dto';
import { MintDto } from '../../auth/browser-tokens/browser-token.dto';
import { ChangeKeyDto, CreateKeyDto, RotateKeyDto } from '../../auth/keys/key.dto';
import { ChangeUserDto, CreateUserDto } from '../../auth/users/user.dto';
import { Is } from '../../http';
import { QueryDto } from '../../llm/query/query.dto';
import { topics } from '../topics';
import { dtoSchema } from './dto-schema';

class PartDto {
  @IsInt()
  size!: number;
}

class WholeDto {
  @IsString()
  name!: string;

  @IsOptional()
  @IsObject()
  @ValidateNested()
  @TypeOf(() => PartDto)
  part?: PartDto | null;

  @IsOptional()
  @Is('odd', (text) => text.length % 2 === 1, 'must be odd')
  odd?: string | null;
}

describe('the schema of a DTO', () => {
  it('has words at any depth, null where the topic says so, and a type for rules of our own', () => {
    const schema = dtoSchema(WholeDto, {
      name: 'Its name.',
      part: { description: 'A part.', nullable: true },
      'part.size': 'Its size.',
      odd: { type: 'string', description: 'Odd.', nullable: true },
    });
    expect(schema['properties']).toEqual({
      name: { type: 'string', description: 'Its name.' },
      part: {
        description: 'A part.',
        anyOf: [
          {
            type: 'object',
            properties: { size: { type: 'integer', description: 'Its size.' } },
            required: ['size'],
            additionalProperties: false,
          },
          { type: 'null' },
        ],
      },
      odd: { type: ['string', 'null'], description: 'Odd.' },
    });
  });

  const bodies: readonly Type<object>[] = [
    BudgetDto,
    ChangeKeyDto,
    ChangeUserDto,
    CreateKeyDto,
    CreateUserDto,
    MintDto,
    QueryDto,
    RotateKeyDto,
  ];

  it.each(bodies.map((dto) => [dto.name, dto] as const))(
    'of %s takes null just where its rules do',
    (name, dto) => {
      const words = topics.map(({ fields }) => fields[name]).find((fields) => fields !== undefined) ?? {};
      const properties = Object.entries(
        dtoSchema(dto, words)['properties'] as Readonly<Record<string, object>>,
      );
      for (const [field, schema] of properties) {
        const faults = validateSync(Object.assign(new dto(), { [field]: null })).map(
          ({ property }) => property,
        );
        expect([field, takesNull(schema)]).toEqual([field, !faults.includes(field)]);
      }
    },
  );
});

function takesNull({
  type,
  anyOf = [],
}: {
  readonly type?: unknown;
  readonly anyOf?: readonly object[];
}): boolean {
  return [type].flat().includes('null') || anyOf.some(takesNull);
}
