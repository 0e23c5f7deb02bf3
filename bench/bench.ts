import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { CASES, type Case } from './comparison/cases';
import { compare } from './comparison/compare';
import { thisMachine } from './comparison/machine';
import { caseAsText, verdictsAsText, withResult } from './comparison/report';
import { commitOf, keep } from './comparison/results';

/*
 * Measures the gateway as shipped beside others, which take turns in one run. `npm run bench`
 *
 *   --rounds 5     turns of each contender at each case
 *   --only ID      that case, and nothing is kept; may be said more than once
 *   --quick        two short rounds, and nothing is kept
 *
 * Ends with 1 when an answer, the number of calls or the books were wrong, and with 2 when the machine was too noisy to
 * conclude anything; what was found is kept in neither case.
 */

const PROJECT = join(__dirname, '../..');
const RESULTS = join(PROJECT, 'bench/results');
const PAGE = join(PROJECT, 'docs/performance.md');
const TOO_NOISY = 2;

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', multiple: true, default: [] },
    quick: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  const commit = commitOf(PROJECT);
  const pace = values.quick ? { rounds: 2, seconds: 0.3 } : { rounds: Number(values.rounds), seconds: 1 };
  const { cases, missing, noise } = await compare(wantedCases(), pace, (one) => {
    say(caseAsText(one));
  });
  for (const why of missing) say(`\nNot measured: ${why}\n`);
  if (noise.length > 0) {
    say(
      `\nNothing can be concluded: the machine is too noisy.\n${noise.map((why) => `  ${why}\n`).join('')}`,
    );
    return TOO_NOISY;
  }
  say(verdictsAsText(cases));
  if (values.quick || values.only.length > 0) return 0;
  const result = {
    measuredAt: new Date().toISOString(),
    commit,
    machine: thisMachine(),
    pace,
    missing,
    cases,
  };
  const { name, kept } = keep(result, RESULTS);
  writeFileSync(PAGE, withResult(readFileSync(PAGE, 'utf8'), kept));
  say(`\nKept in bench/results/${name} and docs/performance.md\n`);
  return 0;
}

function wantedCases(): readonly Case[] {
  const ids = CASES.map(({ id }) => id);
  const unknown = values.only.filter((id) => !ids.includes(id));
  if (unknown.length > 0) throw new Error(`No case ${unknown.join(', ')}; there are ${ids.join(', ')}`);
  return values.only.length === 0 ? CASES : CASES.filter(({ id }) => values.only.includes(id));
}

function say(text: string): void {
  process.stdout.write(text);
}

// Ends as any exit does: whatever has been started ends with this process.
process.once('SIGTERM', () => process.exit(143));
main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${(error as Error).message}\n`);
    process.exitCode = 1;
  },
);
