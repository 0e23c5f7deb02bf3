import type { Type } from '@nestjs/common';
import { schemaOf } from '../../http';
import { orNull, type Schema } from '../schema';
import type { Fields } from '../topic';

/** The schema of a DTO, by its rules, with the words that its topic has for the fields. */
export function dtoSchema(dto: Type<object>, fields: Fields): Schema {
  return described({ ...schemaOf(dto) }, fields, '');
}

function described(schema: Schema, fields: Fields, at: string): Schema {
  const { properties } = schema;
  if (typeof properties !== 'object' || properties === null) return schema;
  const entries = Object.entries(properties as Readonly<Record<string, Schema>>).map(([name, property]) => {
    const path = `${at}${name}`;
    return [name, worded(described(property, fields, `${path}.`), fields[path])];
  });
  return { ...schema, properties: Object.fromEntries(entries) as object };
}

function worded(property: Schema, words: string | Schema | undefined): Schema {
  if (words === undefined) return property;
  if (typeof words === 'string') return { ...property, description: words };
  const { nullable, ...more } = words;
  // A reference to nothing is what class-validator-jsonschema makes of a rule that it does not know.
  const whole = { ...('$ref' in property ? {} : property), ...more };
  return nullable === true ? orNull(whole) : whole;
}
