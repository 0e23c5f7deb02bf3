export const KIB = 1024;
export const MIB = 1024 * KIB;

/** What was measured beside what it may be. */
export interface Verdict {
  readonly what: string;
  readonly found: string;
  readonly bound: string;
  readonly holds: boolean;
}

export function tell({ what, found, bound, holds }: Verdict): void {
  process.stdout.write(`${holds ? 'holds' : 'FAILS'}  ${what}: ${found}; ${bound}\n`);
}
