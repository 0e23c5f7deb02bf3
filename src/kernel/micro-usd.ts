/** Money as an integer of millionths of a US dollar. */
export type MicroUsd = bigint & { readonly unit: 'micro-usd' };

export function microUsd(amount: bigint): MicroUsd {
  return amount as MicroUsd;
}

/** The amount as a decimal number of dollars, for answers in JSON: 1234567n is 1.234567. */
export function toUsd(amount: MicroUsd): number {
  return Number(amount) / 1e6;
}
