import type { Case } from './cases';
import type { Field } from './field';
import { figuresOf, type Figures, type Series } from './figures';
import { amountFor, arrange, playRound, type Round } from './round';

/** What came of a case. */
export interface CaseResult {
  readonly id: string;
  readonly title: string;
  /** Of the upstream. */
  readonly latencyMs: number;
  /** What CPU time is told for. */
  readonly unit: string;
  readonly figures: readonly Figures[];
  /** What the figures are made of. */
  readonly series: readonly Series[];
}

export interface Pace {
  readonly rounds: number;
  /** Of each contender's turn in a round. */
  readonly seconds: number;
}

/** Lets the contenders of a case take turns, round by round, each with as many requests as fill its time. */
export async function resultOf(field: Field, one: Case, pace: Pace): Promise<CaseResult> {
  await arrange(field, one);
  const turns = [];
  for (const contender of field.contenders.filter(({ name }) => one.contenders.includes(name))) {
    const amount = await amountFor(field, one, contender, pace.seconds);
    contender.forgetPeak();
    turns.push({ contender, amount, rounds: new Array<Round>() });
  }
  for (let round = 0; round < pace.rounds; round += 1)
    for (const { contender, amount, rounds } of turns)
      rounds.push(await playRound(field, one, contender, amount));
  const series = turns.map(({ contender, rounds }) => ({
    name: contender.name,
    rounds,
    peakMemory: contender.peakMemory(),
  }));
  const { id, title, latencyMs, unit } = one;
  return { id, title, latencyMs, unit: unit.name, figures: figuresOf(unit, series), series };
}
