import { type NumberInText } from './number-in-text';

/** What the data make known: the magnitudes of their numbers, in ascending order, and their strings. */
export interface KnownData {
  readonly magnitudes: readonly number[];
  readonly strings: ReadonlySet<string>;
}

const WINDOW =
  /^(?:last|past|trailing|previous|next|rolling)[_-](\d{1,6})[_-](?:hour|day|week|month|quarter|year)s?$/;
/** What floating point adds to a product of two factors, and no more. */
const RELATIVE_ERROR = 8 * Number.EPSILON;

/** Every number, every array's length and every string of JSON-like data, whatever its depth. */
export function knownData(data: unknown): KnownData {
  const numbers = new Set<number>();
  const strings = new Set<string>();
  const visited = new Set<object>();
  const pending: unknown[] = [data];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'number' || typeof value === 'bigint') numbers.add(Math.abs(Number(value)));
    if (typeof value === 'string') strings.add(value);
    if (typeof value !== 'object' || value === null || visited.has(value)) continue;
    visited.add(value);
    if (Array.isArray(value)) numbers.add(value.length);
    else for (const key of Object.keys(value)) strings.add(key);
    for (const item of Object.values(value)) pending.push(item);
  }
  for (const string of strings) {
    const length = WINDOW.exec(string)?.[1];
    if (length !== undefined) numbers.add(Number(length));
  }
  const magnitudes = [...numbers].filter(Number.isFinite).sort((one, other) => one - other);
  return { magnitudes, strings };
}

/** Whether an ascending list has a number between two. */
function hasBetween(ascending: readonly number[], low: number, high: number): boolean {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((ascending[middle] ?? Infinity) < low) from = middle + 1;
    else to = middle;
  }
  return (ascending[from] ?? Infinity) <= high;
}

/**
 * Whether a known number, rounded as shown, is the one in the text. Signs are told in words ("fell by 5 %"). A percentage
 * is grounded by a ratio or by a number that is in per cent already; any other number only by itself.
 */
export function isGrounded(shown: NumberInText, ascending: readonly number[]): boolean {
  if (!Number.isFinite(shown.value) || !Number.isFinite(shown.step)) return false;
  const margin = shown.step / 2 + (shown.value + shown.step) * RELATIVE_ERROR;
  const low = shown.value - margin;
  const high = shown.value + margin;
  if (hasBetween(ascending, low, high)) return true;
  return shown.percent && hasBetween(ascending, low / 100, high / 100);
}
