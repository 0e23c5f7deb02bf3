import type { Field, ListField, Member, Option, ScalarField } from './field';
import { humanName } from '../../../parts/human-name';

/** A JSON Schema of draft 2020-12, of which nothing is sure. */
type Schema = Readonly<Record<string, unknown>>;

const SCALARS = ['string', 'number', 'integer', 'boolean'] as const;
/** A schema that refers to itself has no end; below this it is edited as JSON. */
const DEEPEST = 12;

/** The form that a schema asks for. Parts that no form fits are asked for as JSON. */
export function readSchema(schema: unknown, name = 'parameters'): Field {
  const root = isRecord(schema) ? schema : {};
  return fieldOf(root, name, { root, depth: 0 });
}

interface Reading {
  readonly root: Schema;
  readonly depth: number;
}

function fieldOf(given: Schema, name: string, reading: Reading): Field {
  const { schema, nullable } = plain(given, reading.root);
  const words = {
    title: textOf(schema.title) ?? humanName(name),
    description: textOf(schema.description),
  };
  if (reading.depth >= DEEPEST) return { kind: 'json', ...words };
  const below = { ...reading, depth: reading.depth + 1 };
  const scalar = scalarOf(schema, nullable, words);
  if (scalar !== undefined) return scalar;
  if (!nullable && isRecord(schema.properties)) {
    return { kind: 'group', ...words, members: membersOf(schema, schema.properties, below) };
  }
  if (!nullable && isRecord(schema.items)) return several(schema, schema.items, name, below, words);
  return { kind: 'json', ...words };
}

function membersOf(schema: Schema, properties: Schema, reading: Reading): readonly Member[] {
  const required = Array.isArray(schema.required) ? (schema.required as readonly unknown[]) : [];
  return Object.entries(properties).map(([name, one]) => ({
    name,
    required: required.includes(name),
    field: fieldOf(isRecord(one) ? one : {}, name, reading),
  }));
}

function several(
  schema: Schema,
  items: Schema,
  name: string,
  reading: Reading,
  words: { readonly title: string; readonly description: string | undefined },
): Field {
  const counted = { ...words, least: numberOf(schema.minItems) ?? 0, most: numberOf(schema.maxItems) };
  const item = fieldOf(items, name, reading);
  if (item.kind === 'scalar' && mayBeListed(item)) return { kind: 'list', ...counted, item };
  if (item.kind === 'group' && item.members.length > 0 && item.members.every(isColumn)) {
    return { kind: 'table', ...counted, columns: item.members };
  }
  return { kind: 'each', ...counted, item };
}

/** A text may hold what separates the values of a list, unless its rules keep that out. */
function mayBeListed({ type, options, pattern, nullable }: ScalarField): boolean {
  if (nullable) return false;
  if (type !== 'string' || options !== undefined) return true;
  return pattern !== undefined && ![',', 'a,b', ', '].some((text) => matches(pattern, text));
}

function isColumn(member: Member): member is Member<ScalarField | ListField> {
  return member.field.kind === 'scalar' || member.field.kind === 'list';
}

function scalarOf(
  schema: Schema,
  nullable: boolean,
  words: { readonly title: string; readonly description: string | undefined },
): ScalarField | undefined {
  const options = optionsOf(schema);
  const type = SCALARS.find((one) => one === schema.type) ?? typeOf(options);
  if (type === undefined) return undefined;
  return {
    kind: 'scalar',
    ...words,
    type,
    options: type === 'boolean' ? [true, false] : options,
    minimum: numberOf(schema.minimum),
    maximum: numberOf(schema.maximum),
    multipleOf: numberOf(schema.multipleOf),
    minLength: numberOf(schema.minLength),
    maxLength: numberOf(schema.maxLength),
    pattern: textOf(schema.pattern),
    format: textOf(schema.format),
    nullable,
  };
}

function optionsOf(schema: Schema): readonly Option[] | undefined {
  const listed = 'const' in schema ? [schema.const] : schema.enum;
  if (!Array.isArray(listed)) return undefined;
  return (listed as readonly unknown[]).filter(isOption);
}

function typeOf(options: readonly Option[] | undefined): ScalarField['type'] | undefined {
  const [first] = options ?? [];
  if (first === undefined) return undefined;
  const type = typeof first;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : undefined;
}

/** The schema itself: references followed, "or null" taken apart, `type: ["string"]` as `type: "string"`. */
function plain(given: Schema, root: Schema): { readonly schema: Schema; readonly nullable: boolean } {
  let schema = resolved(given, root);
  let nullable = Array.isArray(schema.enum) && schema.enum.includes(null);
  for (const choice of ['anyOf', 'oneOf']) {
    const all = schema[choice];
    if (!Array.isArray(all)) continue;
    const others = (all as readonly unknown[]).filter((one) => !(isRecord(one) && one.type === 'null'));
    const [only] = others;
    if (others.length !== 1 || !isRecord(only)) continue;
    nullable ||= all.length > 1;
    // What stands beside the choice, such as a description, goes before what is chosen.
    schema = {
      ...resolved(only, root),
      ...Object.fromEntries(Object.entries(schema).filter(([key]) => key !== choice)),
    };
  }
  const types = schema.type;
  if (!Array.isArray(types)) return { schema, nullable };
  const others = (types as readonly unknown[]).filter((type) => type !== 'null');
  nullable ||= others.length < types.length;
  return { schema: { ...schema, type: others.length === 1 ? others[0] : undefined }, nullable };
}

/** Follows `#/$defs/…`; what stands beside a reference goes before it. */
function resolved(schema: Schema, root: Schema): Schema {
  let found = schema;
  for (let step = 0; step < DEEPEST; step += 1) {
    const { $ref: reference, ...rest } = found;
    if (typeof reference !== 'string') break;
    found = { ...at(root, reference), ...rest };
  }
  return found;
}

function at(root: Schema, reference: string): Schema {
  if (!reference.startsWith('#')) return {};
  let found: unknown = root;
  for (const part of reference.slice(2).split('/').filter(Boolean)) {
    const name = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isRecord(found) ? found[name] : undefined;
  }
  return isRecord(found) ? found : {};
}

/** Whether a text fits a pattern; one that is no regular expression here fits everything, as the gateway decides. */
export function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return true;
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const isOption = (value: unknown): value is Option =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
const numberOf = (value: unknown): number | undefined => (typeof value === 'number' ? value : undefined);
const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
