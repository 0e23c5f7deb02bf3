import type { Type } from '@nestjs/common';
import { validate, type ValidationError, type ValidatorOptions } from 'class-validator';
import { GatewayError, type Violation } from '../kernel';
import { instanceOf } from './dto-instance';
import { rememberRules } from './remembered-rules';
import { shortened } from './shortened';

const TYPE_RULES: ReadonlySet<string> = new Set([
  'isString',
  'isInt',
  'isNumber',
  'isBoolean',
  'isObject',
  'isArray',
  'nestedValidation',
]);
const UNKNOWN_FIELD = 'whitelistValidation';
/** A body of a hundred thousand wrong fields is told of as many as a person reads. */
const VIOLATIONS_SHOWN = 20;

const RULES: ValidatorOptions = { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true };

rememberRules();

/** DTOs that nothing at all fits: rules say the same each time, and most requests have no query. */
const fitsNothing = new WeakSet<Type<object>>();

/**
 * A value as the DTO that its rules make of it: no unknown field at any depth, nothing converted, data left as it came.
 * @param path of the value in the request, such as `parameters`; empty: the body itself
 * @throws GatewayError `validation_failed`, naming each field at fault
 */
export async function validated<T extends object>(dto: Type<T>, value: unknown, path = ''): Promise<T> {
  const isNothing = isEmpty(value);
  if (isNothing && fitsNothing.has(dto)) return new dto();
  const { instance, unknown } = instanceOf(dto, value, path);
  const errors = await validate(instance, RULES);
  const violations = [...unknown.map(unknownField), ...errors.flatMap((error) => violationsOf(error, path))];
  if (violations.length > 0) throw refusal(violations);
  if (isNothing) fitsNothing.add(dto);
  return instance as T;
}

function isEmpty(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  for (const name in value) if (Object.hasOwn(value, name)) return false;
  return true;
}

function refusal(violations: readonly Violation[]): GatewayError {
  const shown = violations.slice(0, VIOLATIONS_SHOWN);
  const rest = violations.length - shown.length;
  const told = shown.map(({ field, message }) => `\`${field}\` ${message}`).join('; ');
  return new GatewayError('validation_failed', rest > 0 ? `${told}; and ${String(rest)} more` : told, {
    extras: {
      ...(violations.some(({ rule }) => rule === 'required') ? { title: 'Missing required fields' } : {}),
      fields: [...new Set(shown.map(({ field }) => field))],
      violations: shown,
    },
  });
}

function unknownField(field: string): Violation {
  return { field: shortened(field), rule: 'unknown', message: 'is not a known field' };
}

function violationsOf(error: ValidationError, parent: string): Violation[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const inner = (error.children ?? []).flatMap((child) => violationsOf(child, field));
  return [...ownViolations(error, field), ...inner];
}

function ownViolations(error: ValidationError, field: string): Violation[] {
  const constraints = error.constraints ?? {};
  if (UNKNOWN_FIELD in constraints) return [unknownField(field)];
  if (Object.keys(constraints).length > 0 && error.value === undefined) {
    return [{ field, rule: 'required', message: 'is required' }];
  }
  // Of a wrong type nothing else is worth saying.
  const typeRule = Object.keys(constraints).find((rule) => TYPE_RULES.has(rule));
  const broken = Object.entries(constraints).filter(([rule]) => typeRule === undefined || rule === typeRule);
  return broken.map(([rule, message]) => ({
    field,
    rule,
    message: message.startsWith(`${error.property} `) ? message.slice(error.property.length + 1) : message,
  }));
}
