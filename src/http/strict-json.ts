import { isUtf8 } from 'node:buffer';
import { GatewayError, type Violation } from '../kernel';
import { shortened } from './shortened';

/** Deeper than any honest context, shallow enough for every recursive reader after us. */
const MAX_DEPTH = 64;

/** Names that reach into a prototype wherever an object is copied key by key. */
const FORBIDDEN_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads a JSON object from bytes, so that what is checked later is what was sent: UTF-8 only, no prototype names at
 * any depth, finite numbers, bounded depth. Of a repeated name the last one counts, here and everywhere after.
 * @throws GatewayError `malformed_body` when it is not JSON, `validation_failed` when it is not such an object
 */
export function parseStrictJson(bytes: Buffer): Record<string, unknown> {
  requireUtf8(bytes);
  return parseStrictText(bytes.toString('utf8'));
}

/** @throws GatewayError `malformed_body` for bytes that are no text, or none at all */
export function requireUtf8(bytes: Buffer): void {
  if (bytes.length === 0) throw new GatewayError('malformed_body', 'The body is empty; send a JSON object');
  if (!isUtf8(bytes)) throw new GatewayError('malformed_body', 'The body is not valid UTF-8');
}

/** As `parseStrictJson`, of a text. */
export function parseStrictText(text: string): Record<string, unknown> {
  const value = parse(text);
  if (!isObject(value)) throw invalid('The body must be a JSON object', []);
  checkTree(value);
  return value;
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

interface Branch {
  readonly value: object;
  readonly path: string;
  readonly depth: number;
}

function checkTree(root: object): void {
  const open: Branch[] = [{ value: root, path: '', depth: 1 }];
  for (let branch = open.pop(); branch !== undefined; branch = open.pop()) {
    const { value, path, depth } = branch;
    if (depth > MAX_DEPTH)
      throw refusedField(path, 'depth', `must not be nested deeper than ${String(MAX_DEPTH)} levels`);
    const names = Object.keys(value);
    for (const name of names) {
      const inner = (value as Record<string, unknown>)[name];
      if (FORBIDDEN_NAMES.has(name))
        throw refusedField(join(path, name), 'forbidden', 'is not an allowed name');
      if (typeof inner === 'object' && inner !== null)
        open.push({ value: inner, path: join(path, name), depth: depth + 1 });
      else if (typeof inner === 'number' && !Number.isFinite(inner)) {
        throw refusedField(join(path, name), 'finite', 'must be a number that fits a 64-bit float');
      }
    }
  }
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
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
