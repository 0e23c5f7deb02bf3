import type { NotComputed } from './figures';

/** Every number is finite and none is -0; null is exactly what `not_computed` of the same object lists. */
export function expectToldWhole(metrics: unknown): void {
  expect(flawsOf(metrics, '')).toEqual([]);
}

function flawsOf(value: unknown, path: string): string[] {
  if (typeof value === 'number') {
    return Number.isFinite(value) && !Object.is(value, -0) ? [] : [`${path} is ${String(value)}`];
  }
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([name, one]) => flawsOf(one, `${path}.${name}`));
  if (Array.isArray(value)) return inner;
  const { not_computed = [] } = value as { readonly not_computed?: readonly NotComputed[] };
  const listed = not_computed.map(({ metric }) => metric).join();
  const missing = Object.keys(value).filter((name) => Reflect.get(value, name) === null);
  return listed === missing.join()
    ? inner
    : [...inner, `${path} is null in ${missing.join()}, told: ${listed}`];
}
