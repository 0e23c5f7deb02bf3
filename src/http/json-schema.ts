import type { Type } from '@nestjs/common';
import { defaultMetadataStorage } from 'class-transformer/cjs/storage';
import { getMetadataStorage, MAX, MIN, ValidationTypes } from 'class-validator';
import { JSONSchema, targetConstructorToSchema } from 'class-validator-jsonschema';

/** A JSON Schema (draft 2020-12) of one object, which has the listed properties and no others. */
export interface ObjectSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, PropertySchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties: false;
}

export type PropertySchema = Readonly<Record<string, unknown>>;

/** What a property means, in words; `more` says what its rules do not. */
export const Describe = (description: string, more: PropertySchema = {}): PropertyDecorator =>
  JSONSchema({ ...more, description }) as PropertyDecorator;

/**
 * The schema that a DTO's rules come to, nested DTOs in place. What may be left out (`@Optional`) is not required; what
 * may be null (`@Nullable`) says so.
 */
export function schemaOf(dto: Type<object>): ObjectSchema {
  const schema = targetConstructorToSchema(dto, {
    additionalConverters: {
      // The library would call an integer with bounds a number.
      [MIN]: ({ constraints: [minimum] }) => ({ minimum: Number(minimum) }),
      [MAX]: ({ constraints: [maximum] }) => ({ maximum: Number(maximum) }),
      [ValidationTypes.NESTED_VALIDATION]: ({ propertyName }) => nested(partOf(dto, propertyName)),
    },
  });
  const nullable = nullableOf(dto);
  const properties = (schema.properties ?? {}) as Record<string, PropertySchema>;
  const required = Object.keys(properties).filter(
    (name) => schema.required?.includes(name) === true || nullable.has(name),
  );
  return {
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(properties).map(([name, one]) => [name, nullable.has(name) ? orNull(one) : one]),
    ),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: false,
  };
}

/** As the library calls the same. */
function nested(part: Type<object>): ReturnType<typeof targetConstructorToSchema> {
  const { required = [], ...rest } = schemaOf(part);
  return { ...rest, required: [...required] };
}

function partOf(dto: Type<object>, property: string): Type<object> {
  const declared = defaultMetadataStorage.findTypeMetadata(dto, property) as
    { typeFunction(): unknown } | undefined;
  if (declared === undefined) throw new Error(`${dto.name}.${property} is nested and has no @Type`);
  return declared.typeFunction() as Type<object>;
}

/** The properties whose rules are not asked of null. */
function nullableOf(dto: Type<object>): ReadonlySet<string> {
  const rules = getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false);
  return new Set(
    rules
      .filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION)
      .filter(({ constraints }) => {
        const [asks] = constraints as [(dto: object, value: unknown) => boolean];
        return !asks({}, null) && asks({}, undefined);
      })
      .map(({ propertyName }) => propertyName),
  );
}

function orNull(schema: PropertySchema): PropertySchema {
  const { type, enum: values, description, ...rest } = schema;
  const words = description === undefined ? {} : { description };
  if (values !== undefined) return { ...words, ...rest, enum: [...(values as readonly unknown[]), null] };
  if (type === 'object') return { ...words, anyOf: [{ ...rest, type }, { type: 'null' }] };
  return { ...words, ...rest, type: [type, 'null'] };
}
