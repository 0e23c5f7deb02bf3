type Fields = Readonly<Record<string, unknown>>;

/** A field of a schema: where it stands in the first of every list on the way, and its own schema. */
export interface SchemaField {
  readonly path: readonly string[];
  readonly schema: Fields;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Fields>>;
  readonly required?: readonly string[];
  readonly items?: Fields;
  readonly anyOf?: readonly Fields[];
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
}

/** Every field of a schema at any depth, objects and lists too. */
export function fieldsOf(schema: object, path: readonly string[] = []): readonly SchemaField[] {
  const { properties = {}, items } = schema as Schema;
  const inner = Object.entries({ ...properties, ...(items === undefined ? {} : { 0: items }) });
  return inner.flatMap(([name, one]) => [
    { path: [...path, name], schema: one },
    ...fieldsOf(one, [...path, name]),
  ]);
}

/** A copy with a value in place of what stood there, if anything did; undefined takes it away. */
export function placed(parameters: unknown, path: readonly string[], value: unknown): Fields {
  const copy = structuredClone(parameters) as Fields;
  const parent = path.slice(0, -1).reduce<Fields>((at, name) => at[name] as Fields, copy);
  const name = path.at(-1) ?? '';
  if (value === undefined) Reflect.deleteProperty(parent, name);
  else Reflect.set(parent, name, value);
  return copy;
}

/** Keywords of the served schemas that are checked here: what a value of ours breaks. Others are a mistake of this test. */
const RULES: Readonly<Record<string, (value: never, limit: never) => boolean>> = {
  enum: (value: unknown, all: readonly unknown[]) => all.includes(value),
  pattern: (value: string, pattern: string) => new RegExp(pattern, 'u').test(value),
  minLength: (value: string, least: number) => value.length >= least,
  maxLength: (value: string, most: number) => value.length <= most,
  minimum: (value: number | null, least: number) => value === null || value >= least,
  maximum: (value: number | null, most: number) => value === null || value <= most,
  multipleOf: (value: number, step: number) => Math.abs(value / step - Math.round(value / step)) < 1e-6,
  minItems: (value: readonly unknown[], least: number) => value.length >= least,
  maxItems: (value: readonly unknown[], most: number) => value.length <= most,
};
const READ = new Set([
  'type',
  'properties',
  'required',
  'items',
  'anyOf',
  'additionalProperties',
  'examples',
]);

/** Where a value does not fit a schema, and by which keyword; empty when it fits. */
export function faultsOf(schema: object, value: unknown, at = ''): readonly string[] {
  const { type, properties, required = [], items, anyOf } = schema as Schema;
  if (anyOf !== undefined)
    return anyOf.some((one) => faultsOf(one, value).length === 0) ? [] : [`${at}: anyOf`];
  const types = typeof type === 'string' ? [type] : (type ?? []);
  if (types.length > 0 && !types.some((one) => isOf(one, value))) return [`${at}: ${types.join()}`];
  const faults: string[] = [];
  for (const [keyword, limit] of Object.entries(schema)) {
    if (READ.has(keyword) || keyword === 'description') continue;
    const rule = RULES[keyword];
    if (rule === undefined) throw new Error(`${at} has the keyword ${keyword}, which nobody checks`);
    if (!rule(value as never, limit as never)) faults.push(`${at}: ${keyword}`);
  }
  if (items !== undefined)
    faults.push(...(value as unknown[]).flatMap((one, n) => faultsOf(items, one, `${at}.${String(n)}`)));
  if (properties === undefined) return faults;
  const given = value as Fields;
  const missing = required.filter((name) => !Object.hasOwn(given, name));
  const inner = Object.entries(given).flatMap(([name, one]) => {
    const known = properties[name];
    return known === undefined ? [`${at}.${name}: unknown`] : faultsOf(known, one, `${at}.${name}`);
  });
  return [...faults, ...missing.map((name) => `${at}.${name}: required`), ...inner];
}

function isOf(type: string, value: unknown): boolean {
  if (type === 'null') return value === null;
  if (type === 'array') return Array.isArray(value);
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value);
  return typeof value === type;
}
