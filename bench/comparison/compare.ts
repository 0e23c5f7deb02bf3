import type { Case } from './cases';
import type { ContenderName } from './contender';
import { onField, type Field } from './field';
import { resultOf, type CaseResult, type Pace } from './measure';
import { noiseBefore, noiseOf } from './noise';
import { installPortkey } from './portkey';
import { watchIdle } from './round';

export interface Comparison {
  readonly cases: readonly CaseResult[];
  /** Who could not be measured, and why. */
  readonly missing: readonly string[];
  /** Why nothing can be concluded; nothing when it can. */
  readonly noise: readonly string[];
}

const IDLE_SECONDS = 2;
/** So often an idle machine is looked at again, and a case measured again, where there was noise. */
const LOOKS = 15;
const REPEATS = 2;

/**
 * Measures cases, and tells of each as soon as it is done.
 * @throws Error when an answer, the number of calls, or the books of a gateway are wrong
 */
export async function compare(
  wanted: readonly Case[],
  pace: Pace,
  tell: (one: CaseResult) => void,
): Promise<Comparison> {
  const { names, missing } = contendersOf(wanted);
  return onField(names, async (field) => {
    const before = await untilQuiet(field);
    if (before.length > 0) return { cases: [], missing, noise: before };
    const cases: CaseResult[] = [];
    for (const one of wanted) {
      const result = await quietResultOf(field, one, pace);
      cases.push(result);
      tell(result);
    }
    await checkBooks(field);
    return { cases, missing, noise: noiseOf(cases.map(noiseSeen)) };
  });
}

/** What noise there still is, when the machine was looked at often enough. */
async function untilQuiet(field: Field): Promise<readonly string[]> {
  let noise = noiseBefore(await watchIdle(field, IDLE_SECONDS));
  for (let look = 1; look < LOOKS && noise.length > 0; look += 1)
    noise = noiseBefore(await watchIdle(field, IDLE_SECONDS));
  return noise;
}

/** The first result that was measured in quiet, or else the last one: noise alone decides, and no figure of ours. */
async function quietResultOf(field: Field, one: Case, pace: Pace): Promise<CaseResult> {
  let result = await resultOf(field, one, pace);
  for (let repeat = 0; repeat < REPEATS && noiseOf([noiseSeen(result)]).length > 0; repeat += 1)
    result = await resultOf(field, one, pace);
  return result;
}

function contendersOf(cases: readonly Case[]): {
  readonly names: readonly ContenderName[];
  readonly missing: readonly string[];
} {
  const names = [...new Set(cases.flatMap(({ contenders }) => contenders))];
  if (!names.includes('portkey')) return { names, missing: [] };
  try {
    installPortkey();
    return { names, missing: [] };
  } catch (error) {
    return {
      names: names.filter((name) => name !== 'portkey'),
      missing: [`the Portkey gateway could not be installed (${(error as Error).message})`],
    };
  }
}

function noiseSeen({ title, latencyMs, series }: CaseResult): Parameters<typeof noiseOf>[0][number] {
  const raw = series.find(({ name }) => name === 'raw')?.rounds;
  return {
    title,
    disturbances: series.flatMap(({ rounds }) => rounds),
    // Behind a slow upstream a turn is few requests, and what each costs varies of itself.
    raw: latencyMs === 0 ? raw?.map(({ cpu, requests }) => cpu.server / requests) : undefined,
  };
}

/** Every call that was passed on is one row, and is over. */
async function checkBooks({ contenders, served }: Field): Promise<void> {
  for (const { name, finalRows } of contenders) {
    if (finalRows === undefined) continue;
    const rows = await finalRows();
    const calls = served.get(name) ?? 0;
    if (rows !== calls)
      throw new Error(
        `${name}: ${String(rows)} calls are final in the ledger, and ${String(calls)} were served`,
      );
  }
}
