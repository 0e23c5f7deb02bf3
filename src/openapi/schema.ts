/** A JSON Schema (draft 2020-12), as OpenAPI 3.1 takes it. */
export type Schema = Readonly<Record<string, unknown>>;

export const text = (description: string, more: Schema = {}): Schema => ({
  type: 'string',
  description,
  ...more,
});

export const oneOf = (values: readonly string[], description: string): Schema =>
  text(description, { enum: [...values] });

export const integer = (description: string, more: Schema = {}): Schema => ({
  type: 'integer',
  description,
  ...more,
});

export const count = (description: string): Schema => integer(description, { minimum: 0 });

export const number = (description: string): Schema => ({ type: 'number', description });

export const dollars = (description: string): Schema => ({
  type: 'number',
  minimum: 0,
  description: `${description} US dollars, in steps of a millionth.`,
});

export const flag = (description: string): Schema => ({ type: 'boolean', description });

/** ISO 8601, UTC. */
export const instant = (description: string): Schema => text(description, { format: 'date-time' });

export const listOf = (items: Schema, description: string): Schema => ({ type: 'array', items, description });

/** An object of any content. */
export const anyObject = (description: string): Schema => ({ type: 'object', description });

/** A component; its description here is what it means in this place. */
export const ref = (name: string, description?: string): Schema => ({
  $ref: `#/components/schemas/${name}`,
  ...(description === undefined ? {} : { description }),
});

/** What may also be null. */
export function orNull({ description, ...schema }: Schema): Schema {
  const words = description === undefined ? {} : { description };
  const { type, enum: values, ...rest } = schema;
  if (values !== undefined)
    return { ...words, ...rest, type: [type, 'null'], enum: [...(values as readonly unknown[]), null] };
  if (typeof type === 'string' && type !== 'object') return { ...words, ...rest, type: [type, 'null'] };
  return { ...words, anyOf: [schema, { type: 'null' }] };
}

/** An object that has all of these properties, but for those that are `optional`. */
export function object(
  properties: Readonly<Record<string, Schema>>,
  { optional = [], ...more }: { readonly optional?: readonly string[]; readonly description?: string } = {},
): Schema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', ...more, properties, ...(required.length === 0 ? {} : { required }) };
}

/** A list as every route answers it, CONTRACT section 3. */
export const pageOf = (name: string): Schema =>
  object({
    meta: ref('PageMeta', 'Which rows these are.'),
    data: listOf(ref(name), 'The rows of the page.'),
  });
