import { isJsonObject } from './json';

/** What a `format` makes of a string that nobody scripted: a value that has it. */
export const SAMPLES: ReadonlyMap<unknown, string> = new Map([
  ['date-time', '2000-01-01T00:00:00Z'],
  ['time', '00:00:00Z'],
  ['date', '2000-01-01'],
  ['duration', 'P1D'],
  ['email', 'simulator@sallyport.example'],
  ['hostname', 'sallyport.example'],
  ['uri', 'https://sallyport.example/'],
  ['ipv4', '192.0.2.1'],
  ['ipv6', '2001:db8::1'],
  ['uuid', '00000000-0000-4000-8000-000000000000'],
]);

const TYPES: ReadonlySet<unknown> = new Set([
  'object',
  'array',
  'string',
  'integer',
  'number',
  'boolean',
  'null',
]);

/** What is wrong with the value of a keyword, in words that follow its name; nothing when it is right. */
type Complaint = (value: unknown) => string | undefined;

const none: Complaint = () => undefined;
const unless = (right: (value: unknown) => boolean, words: string): Complaint => {
  return (value) => (right(value) ? undefined : words);
};
const object = unless(isJsonObject, 'should be an object');
const schemas = unless((value) => filled(value, isJsonObject), 'should be a list of schemas, not empty');

/**
 * The keywords that structured outputs take (platform.claude.com/docs/en/build-with-claude/structured-outputs, and
 * what `transformJSONSchema` of the SDK 1.11.0 leaves in a schema), each with its complaint about a value.
 */
export const KEYWORDS: ReadonlyMap<string, Complaint> = new Map<string, Complaint>([
  // Only a name for the dialect: the `ai` SDK sends it to Claude with every schema that Zod wrote.
  ['$schema', none],
  ['title', none],
  ['description', none],
  ['default', none],
  [
    'type',
    unless((value) => isType(value) || filled(value, isType), 'should be a type of JSON, or a list of them'),
  ],
  ['properties', object],
  ['required', unless((value) => Array.isArray(value), 'should be a list')],
  ['additionalProperties', unless((value) => value === false, 'must be explicitly set to false')],
  ['items', object],
  ['minItems', unless((value) => value === 0 || value === 1, 'values other than 0 or 1 are not supported')],
  ['enum', unless((value) => filled(value, isScalar), 'should be a list of scalars, not empty')],
  ['const', unless(isScalar, 'should be a scalar')],
  ['anyOf', schemas],
  ['allOf', schemas],
  ['$ref', unless((value) => typeof value === 'string', 'should be a string')],
  ['$defs', object],
  ['format', unless((value) => SAMPLES.has(value), 'is none of those supported')],
]);

function isType(value: unknown): boolean {
  return TYPES.has(value);
}

function isScalar(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

function filled(value: unknown, right: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length > 0 && value.every(right);
}
