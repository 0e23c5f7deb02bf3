import { Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { GatewayError, type Violation } from '../kernel';

const UNKNOWN_FIELD = 'whitelistValidation';
const TYPE_RULES: ReadonlySet<string> = new Set(['isString', 'isInt', 'isBoolean', 'isObject']);

/** Validates by the DTO's own rules: no unknown field at any depth, nothing converted. */
@Injectable()
export class StrictPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      transformOptions: { enableImplicitConversion: false },
      exceptionFactory: refusal,
    });
  }
}

function refusal(errors: ValidationError[]): GatewayError {
  const violations = errors.flatMap((error) => violationsOf(error, ''));
  const missing = violations.some(({ rule }) => rule === 'required');
  return new GatewayError(
    'validation_failed',
    violations.map(({ field, message }) => `\`${field}\` ${message}`).join('; '),
    {
      extras: {
        ...(missing ? { title: 'Missing required fields' } : {}),
        fields: [...new Set(violations.map(({ field }) => field))],
        violations,
      },
    },
  );
}

function violationsOf(error: ValidationError, parent: string): Violation[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const inner = (error.children ?? []).flatMap((child) => violationsOf(child, field));
  return [...ownViolations(error, field), ...inner];
}

function ownViolations(error: ValidationError, field: string): Violation[] {
  const constraints = error.constraints ?? {};
  if (UNKNOWN_FIELD in constraints) return [{ field, rule: 'unknown', message: 'is not a known field' }];
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
