import { isUtf8 } from 'node:buffer';
import { GatewayError, Turns, type Violation } from '../kernel';
import { requireQuickToParse } from './json-text';
import { MAX_DEPTH } from './json-outline';
import { shortened } from './shortened';

/** Names that reach into a prototype wherever an object is copied key by key. */
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** A JSON object, and how many names all objects in it have. */
export interface StrictJson {
  readonly value: Record<string, unknown>;
  readonly names: number;
}

/**
 * Reads a JSON object from bytes, so that what is checked later is what was sent: UTF-8 only, no prototype names at
 * any depth, finite numbers, bounded depth. Of a repeated name the last one counts, here and everywhere after.
 * @throws GatewayError `malformed_body` when it is not JSON, `validation_failed` when it is not such an object
 */
export async function parseStrictJson(bytes: Buffer): Promise<Record<string, unknown>> {
  requireUtf8(bytes);
  return (await parseStrictText(bytes.toString('utf8'), new Turns())).value;
}

/** @throws GatewayError `malformed_body` for bytes that are no text, or none at all */
export function requireUtf8(bytes: Buffer): void {
  if (bytes.length === 0) throw new GatewayError('malformed_body', 'The body is empty; send a JSON object');
  if (!isUtf8(bytes)) throw new GatewayError('malformed_body', 'The body is not valid UTF-8');
}

/** As `parseStrictJson`, of a text. */
export async function parseStrictText(text: string, turns: Turns): Promise<StrictJson> {
  await requireQuickToParse(text, turns);
  const value = parse(text);
  if (!isObject(value)) throw invalid('The body must be a JSON object', []);
  return { value, names: await checkTree(value, turns) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    // The parser's message quotes the body, so only the place is passed on.
    const position = /position (\d+)/.exec((error as Error).message)?.[1];
    const where = position === undefined ? '' : ` (the first error is at character ${position})`;
    throw new GatewayError('malformed_body', `The body is not valid JSON${where}`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object or a list, and where it stands. */
interface Branch {
  readonly value: object;
  readonly name: string | number;
  /** Undefined: it is the whole. */
  readonly inside: Branch | undefined;
  readonly depth: number;
}

/** Returns how many names there are. */
async function checkTree(root: object, turns: Turns): Promise<number> {
  let names = 0;
  const open: Branch[] = [{ value: root, name: '', inside: undefined, depth: 1 }];
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    const { value, depth } = branch;
    if (depth > MAX_DEPTH)
      throw refusedField(
        pathOf(branch),
        'depth',
        `must not be nested deeper than ${String(MAX_DEPTH)} levels`,
      );
    const isList = Array.isArray(value);
    const inner: readonly unknown[] = isList ? value : Object.values(value);
    const own = isList ? undefined : Object.keys(value);
    names += own?.length ?? 0;
    for (let at = 0; at < inner.length; at += 1) {
      if (turns.areDue()) await turns.next();
      checkMember(own?.[at] ?? at, inner[at], branch, open);
    }
  }
  return names;
}

/** Checks what stands in an object or a list, and notes it where there is more inside. */
function checkMember(name: string | number, value: unknown, inside: Branch, open: Branch[]): void {
  if (typeof name === 'string' && FORBIDDEN_NAMES.has(name))
    throw refusedField(pathOf(inside, name), 'forbidden', 'is not an allowed name');
  if (typeof value === 'object' && value !== null)
    open.push({ value, name, inside, depth: inside.depth + 1 });
  else if (typeof value === 'number' && !Number.isFinite(value))
    throw refusedField(pathOf(inside, name), 'finite', 'must be a number that fits a 64-bit float');
}

/** Such as `messages.0.content`: only a refusal tells it. */
function pathOf(branch: Branch, ...inner: readonly (string | number)[]): string {
  const names = [...inner];
  for (let one = branch; one.inside !== undefined; one = one.inside) names.unshift(one.name);
  return names.join('.');
}

function refusedField(field: string, rule: string, message: string): GatewayError {
  const shown = shortened(field);
  return invalid(`\`${shown}\` ${message}`, [{ field: shown, rule, message }]);
}

function invalid(detail: string, violations: readonly Violation[]): GatewayError {
  return new GatewayError('validation_failed', detail, {
    extras: { fields: violations.map(({ field }) => field), violations },
  });
}
