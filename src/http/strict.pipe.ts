import { type ArgumentMetadata, Injectable, type Type, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { GatewayError, type Violation } from '../kernel';
import { instanceOf } from './dto-instance';
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

/** Validates by the DTO's own rules: no unknown field at any depth, nothing converted, data left as it came. */
@Injectable()
export class StrictPipe extends ValidationPipe {
  constructor() {
    super({ whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true, transform: true });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (metadata.metatype === undefined || !this.toValidate(metadata)) return value;
    const { instance, unknown } = instanceOf(metadata.metatype as Type<object>, value);
    const errors = await this.validate(instance, this.validatorOptions);
    const violations = [...unknown.map(unknownField), ...errors.flatMap((error) => violationsOf(error, ''))];
    if (violations.length > 0) throw refusal(violations);
    return instance;
  }
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
