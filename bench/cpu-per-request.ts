import { CASES } from './comparison/cases';
import { onField } from './comparison/field';
import { resultOf } from './comparison/measure';
import { caseAsText } from './comparison/report';

/*
 * Reports what a request and a streamed event cost in CPU, as multiples of a raw node:http proxy in the same run: the
 * gateway with everything on, and its embedded store. It warns of what is far above what `npm run bench` promises, and it
 * fails only when an answer or a count of calls is wrong: CPU time is no fit thing to fail a build for.
 * `npm run bench:cpu`
 */

const PACE = { rounds: 5, seconds: 0.8 };

/** By case: twice what is promised, for machines that have other things to do as well. */
const MOST: ReadonlyMap<string, number> = new Map([
  ['messages-32', 3],
  ['streams', 2.4],
]);

async function main(): Promise<void> {
  await onField(['raw', 'embedded'], async (field) => {
    for (const one of CASES.filter(({ id }) => MOST.has(id))) {
      const result = await resultOf(field, one, PACE);
      process.stdout.write(caseAsText(result));
      const ratio = result.figures.find(({ name }) => name === 'embedded')?.ratios.cpu;
      warn(ratio ?? NaN, MOST.get(one.id) ?? NaN);
    }
  });
}

function warn(ratio: number, most: number): void {
  const [word, than] = ratio <= most ? ['fine', 'at most'] : ['WARNING', 'over'];
  process.stdout.write(
    `${word}: ${ratio.toFixed(2)} times the raw proxy's CPU, ${than} ${most.toFixed(1)}\n`,
  );
}

// Ends as any exit does: whatever has been started ends with this process.
process.once('SIGTERM', () => process.exit(143));
main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});
