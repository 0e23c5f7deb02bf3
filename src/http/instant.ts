import { applyDecorators } from '@nestjs/common';
import { Is, Optional } from './rules';

/** ISO 8601: a date, or a time with its zone. */
const INSTANT = /^(\d{4}-\d{2}-\d{2})(T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

/** A point in time as a request names it. */
interface NamedInstant {
  /** Epoch milliseconds. */
  readonly at: number;
  /** A date alone: `at` is its midnight UTC. */
  readonly isDay: boolean;
}

const RULE =
  'must be a date such as 2026-11-21, or an ISO 8601 time with its zone such as 2026-11-21T12:00:00Z (a + is sent as %2B)';

/** A query parameter that may name an instant. */
export const Instant = (): PropertyDecorator => applyDecorators(Optional(), Is('time', isInstant, RULE));

export function isInstant(text: string): boolean {
  return instantOf(text) !== undefined;
}

export function instantOf(text: string): NamedInstant | undefined {
  const [, day, time] = INSTANT.exec(text) ?? [];
  const at = Date.parse(text);
  // JavaScript takes the 30th of February for a day in March.
  if (day === undefined || Number.isNaN(at) || !new Date(Date.parse(day)).toISOString().startsWith(day))
    return undefined;
  return { at, isDay: time === undefined };
}
