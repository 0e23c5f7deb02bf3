import { microUsd, type MicroUsd } from '../kernel';

/** More than anybody spends. */
export const USD_HIGHEST = 1_000_000_000n;

/** Dollars with at most six decimals; undefined for anything else. */
export function dollars(text: string): MicroUsd | undefined {
  const [, whole, decimals = ''] = /^(\d{1,10})(?:\.(\d{1,6}))?$/.exec(text) ?? [];
  const amount = whole === undefined ? undefined : BigInt(whole + decimals.padEnd(6, '0'));
  return amount !== undefined && amount <= USD_HIGHEST * 1_000_000n ? microUsd(amount) : undefined;
}
