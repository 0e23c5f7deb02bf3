import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Machine } from './machine';
import type { CaseResult, Pace } from './measure';

/** What one run of the bench found, as it is kept in `bench/results/`. */
export interface Result {
  /** ISO 8601, UTC. */
  readonly measuredAt: string;
  /** The commit that was measured, with `-dirty` where files differed from it. */
  readonly commit: string;
  readonly machine: Machine;
  readonly pace: Pace;
  /** Who could not be measured, and why. */
  readonly missing: readonly string[];
  readonly cases: readonly CaseResult[];
}

/** What the bench itself writes makes nothing dirty. */
const OUTPUTS = [':!bench/results', ':!docs/performance.md'];
const FILE = /^\d{4}-\d{2}-\d{2}T\d{2}-\d{2}-.+\.json$/;

/** Keeps a result under its time and commit. Returns the name of its file, and what stands in it: it is rounded. */
export function keep(result: Result, folder: string): { readonly name: string; readonly kept: Result } {
  const minute = result.measuredAt.slice(0, 16).replace(':', '-');
  const name = `${minute}-${result.commit}.json`;
  const json = JSON.stringify(result, rounded, 1);
  writeFileSync(join(folder, name), `${json}\n`);
  return { name, kept: JSON.parse(json) as Result };
}

/** The result that was measured last; undefined when none was kept. */
export function newestResult(folder: string): Result | undefined {
  const name = readdirSync(folder)
    .filter((file) => FILE.test(file))
    .sort()
    .at(-1);
  return name === undefined ? undefined : (JSON.parse(readFileSync(join(folder, name), 'utf8')) as Result);
}

/** The commit that is checked out in a folder. */
export function commitOf(folder: string): string {
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-C', folder, ...args], { stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  try {
    return `${git('rev-parse', '--short', 'HEAD')}${git('status', '--porcelain', '--', '.', ...OUTPUTS) === '' ? '' : '-dirty'}`;
  } catch {
    // Not a checkout: what was downloaded as an archive has no commit.
    return 'unknown';
  }
}

/** Nobody measured more than five digits. */
function rounded(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(5)) : value;
}
