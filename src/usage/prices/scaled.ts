/** A number as a whole count of its smallest decimal, 0.125 with six places as 125000n; undefined if it has more places. */
export function scaled(value: number, places: number): bigint | undefined {
  const fixed = value.toFixed(places);
  return Number(fixed) === value ? BigInt(fixed.replace('.', '')) : undefined;
}
