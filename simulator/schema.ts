import { invalidRequest, type ApiError } from './api-error';
import { isJsonObject, type JsonObject } from './json';
import { KEYWORDS } from './schema-keywords';

const REFERENCE = '#/$defs/';
/** A schema without any of these says nothing about a value, and has no grammar. */
const SHAPES = ['type', 'enum', 'const', 'anyOf', 'allOf', '$ref'] as const;

/** Refuses, with the words of Claude where they are known, a schema that structured outputs do not take. */
export function checkSchema(schema: JsonObject): void {
  new SchemaCheck(schema).check(schema, '', []);
}

/** The schema at `#/$defs/<name>`, the only place a `$ref` may point to. */
export function definitionAt(reference: unknown, root: JsonObject): JsonObject | undefined {
  const definitions = root['$defs'];
  if (typeof reference !== 'string' || !reference.startsWith(REFERENCE)) return undefined;
  const name = reference.slice(REFERENCE.length);
  const found = isJsonObject(definitions) && Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  return isJsonObject(found) ? found : undefined;
}

/** The types a schema names, in its order. */
export function typesOf({ type }: JsonObject): readonly unknown[] {
  return Array.isArray(type) ? type : type === undefined ? [] : [type];
}

class SchemaCheck {
  /** References followed to their end: each is followed once, however often it is used. */
  private readonly sound = new Set<string>();

  constructor(private readonly root: JsonObject) {}

  /** @param trail the references that lead here, none of which may come again */
  check(schema: unknown, at: string, trail: readonly string[]): void {
    if (!isJsonObject(schema)) throw refusal('a schema should be an object', at);
    checkKeywords(schema, at);
    checkObject(schema, at);
    for (const [place, child] of childrenOf(schema)) this.check(child, `${at}.${place}`, trail);
    if (typeof schema['$ref'] === 'string') this.follow(schema['$ref'], at, trail);
  }

  private follow(reference: string, at: string, trail: readonly string[]): void {
    const path = [...trail, reference];
    if (trail.includes(reference)) {
      throw refusal(`Circular reference detected in schema definitions: ${path.join(' -> ')}`, at);
    }
    if (this.sound.has(reference)) return;
    const target = definitionAt(reference, this.root);
    if (target === undefined) throw refusal(`'$ref' ${reference} is not supported`, at);
    this.check(target, `.${reference.slice(2).replace('/', '.')}`, path);
    this.sound.add(reference);
  }
}

function checkKeywords(schema: JsonObject, at: string): void {
  const unknown = Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword));
  if (unknown.length === 1) throw complaint(schema, `property '${unknown.join()}' is not supported`, at);
  if (unknown.length > 1)
    throw complaint(schema, `properties ${unknown.sort().join(', ')} are not supported`, at);
  for (const [keyword, value] of Object.entries(schema)) {
    const wrong = KEYWORDS.get(keyword)?.(value);
    if (wrong !== undefined) throw complaint(schema, `'${keyword}' ${wrong}`, at);
  }
  if (!SHAPES.some((shape) => schema[shape] !== undefined)) throw refusal('a schema should have a type', at);
}

function checkObject(schema: JsonObject, at: string): void {
  const { properties = {}, required = [], additionalProperties } = schema;
  const open = additionalProperties === undefined;
  if (open && (typesOf(schema).includes('object') || 'properties' in schema)) {
    throw complaint(schema, "'additionalProperties' must be explicitly set to false", at);
  }
  const missing = (required as readonly unknown[]).find(
    (name) => typeof name !== 'string' || !Object.hasOwn(properties as JsonObject, name),
  );
  if (missing !== undefined) {
    throw complaint(schema, `'required' names ${JSON.stringify(missing)}, which is no property`, at);
  }
}

/** The schemas inside a schema whose keywords are checked, with the places they have in it. */
function childrenOf({ items, ...schema }: JsonObject): readonly (readonly [string, unknown])[] {
  const nested = (['properties', '$defs', 'anyOf', 'allOf'] as const).flatMap((keyword) =>
    Object.entries(schema[keyword] ?? {}).map(
      ([name, child]) => [`${keyword}.${name}`, child as unknown] as const,
    ),
  );
  return items === undefined ? nested : [['items', items], ...nested];
}

function complaint(schema: JsonObject, words: string, at: string): ApiError {
  const types = typesOf(schema).map(String).join(', ');
  return refusal(types === '' ? words : `For '${types}' type, ${words}`, at);
}

/** Claude names the schema as a whole; the place within it is an addition, for whoever reads the test. */
function refusal(words: string, at: string): ApiError {
  return invalidRequest(`output_config.format.schema: ${words}${at === '' ? '' : ` (at ${at.slice(1)})`}`);
}
