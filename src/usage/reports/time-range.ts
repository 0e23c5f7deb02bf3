import { instantOf } from '../../http';
import { invalidField } from '../../kernel';

export const DAY_MS = 86_400_000;
/** How far back a report goes when nobody says. */
const PRESET_DAYS = 30;
const MOST_DAYS = 366;

/** Epoch milliseconds; `to` is the first that is no more in it. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** `2026-11-21` of an instant, UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/**
 * What two instants, checked before, span. A date as `to` is in it to its end. Left out, `to` is now, and `from` the
 * midnight (UTC) thirty days earlier, so that no day is cut at its beginning.
 * @throws GatewayError `validation_failed`
 */
export function rangeOf(query: { from?: string; to?: string }, now: number): TimeRange {
  const last = query.to === undefined ? undefined : instantOf(query.to);
  const to = last === undefined ? now : last.at + (last.isDay ? DAY_MS : 0);
  const preset = to - PRESET_DAYS * DAY_MS;
  const from = query.from === undefined ? preset - (preset % DAY_MS) : (instantOf(query.from)?.at ?? preset);
  if (from >= to) throw invalidField('from', 'range', 'must be before `to`');
  if (to - from > MOST_DAYS * DAY_MS)
    throw invalidField('from', 'range', `must be at most ${String(MOST_DAYS)} days before \`to\``);
  return { from, to };
}
