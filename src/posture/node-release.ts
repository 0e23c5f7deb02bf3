/** The last day of each line of Node.js, from the schedule of the Node.js Release working group (nodejs/release, 2026-11). */
const LAST_DAYS: ReadonlyMap<number, string> = new Map([
  [18, '2025-04-30'],
  [20, '2026-04-30'],
  [22, '2027-04-30'],
  [24, '2028-04-30'],
  [26, '2029-04-30'],
]);

/** How long a line is borne after its last day. */
export const GRACE_DAYS = 365;
const DAY_MS = 86_400_000;

/** Days until fixes of a version end, such as of `v20.20.2`; negative when they have. Undefined: the line is not known. */
export function daysOfFixes(version: string, now: number): number | undefined {
  const last = LAST_DAYS.get(Number(/^v?(\d+)\./.exec(version)?.[1]));
  return last === undefined ? undefined : Math.floor((Date.parse(last) + DAY_MS - now) / DAY_MS);
}
