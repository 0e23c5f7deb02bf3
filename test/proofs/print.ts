/** What a proof may take, in milliseconds. */
export const PROOF_MS = 900_000;

/** Prints the figures of a proof, past Jest's own output. */
export function print(title: string, figures: Readonly<Record<string, string | number>>): void {
  const width = Math.max(...Object.keys(figures).map((name) => name.length));
  const lines = Object.entries(figures).map(([name, value]) => `  ${name.padEnd(width)}  ${String(value)}`);
  process.stdout.write(`\n${title}\n${lines.join('\n')}\n\n`);
}
