import { type GatewayError, invalidField } from '../../../kernel';
import { amountOf, centsOf, monthAfter } from '../figures';
import type { MrrMovements } from './mrr.parameters';

/** The movements from one balance to the next, in cents. */
export interface Movement {
  readonly starting: bigint;
  readonly fresh: bigint;
  readonly expansion: bigint;
  readonly contraction: bigint;
  readonly churned: bigint;
  readonly ending: bigint;
}

export interface MovementOfMonth extends Movement {
  readonly month: string;
}

/**
 * Each month from where the month before ended: ending = starting + new + expansion - contraction - churned. No month
 * loses more than it started with, so no balance is below zero.
 * @throws GatewayError `validation_failed`, naming the month, for a gap in time or a balance that does not fit
 */
export function chained(months: readonly MrrMovements[]): readonly MovementOfMonth[] {
  const chain: MovementOfMonth[] = [];
  for (const [at, month] of months.entries()) {
    chain.push(linked(month, `parameters.data.months.${String(at)}`, chain.at(-1)));
  }
  return chain;
}

function linked(given: MrrMovements, path: string, before: MovementOfMonth | undefined): MovementOfMonth {
  const { month } = given;
  const refused = (name: keyof MrrMovements, what: string): GatewayError =>
    invalidField(`${path}.${name}`, 'consistent', `of ${month} must ${what}`);
  const starting = startingOf(given, path, before);
  const contraction = centsOf(given.contraction_mrr);
  const churned = centsOf(given.churned_mrr);
  if (contraction + churned > starting) {
    throw refused('churned_mrr', `not exceed, with contraction_mrr, the starting MRR of ${shown(starting)}`);
  }
  const fresh = centsOf(given.new_mrr);
  const expansion = centsOf(given.expansion_mrr);
  const ending = starting + fresh + expansion - contraction - churned;
  if (differs(given.ending_mrr, ending)) {
    throw refused('ending_mrr', `be ${shown(ending)}, what the movements make of ${shown(starting)}`);
  }
  return { month, starting, fresh, expansion, contraction, churned, ending };
}

function startingOf(given: MrrMovements, path: string, before: MovementOfMonth | undefined): bigint {
  const { month, starting_mrr } = given;
  if (before === undefined) {
    if (starting_mrr !== undefined) return centsOf(starting_mrr);
    throw invalidField(`${path}.starting_mrr`, 'required', `of ${month} is required: it is the first month`);
  }
  const next = monthAfter(before.month, 1);
  if (month !== next) {
    throw invalidField(`${path}.month`, 'consecutive', `must be ${next}, the month after ${before.month}`);
  }
  if (differs(starting_mrr, before.ending)) {
    const what = `of ${month} must be ${shown(before.ending)}, the ending MRR of ${before.month}`;
    throw invalidField(`${path}.starting_mrr`, 'consistent', what);
  }
  return before.ending;
}

const differs = (given: number | undefined, cents: bigint): boolean =>
  given !== undefined && centsOf(given) !== cents;

const shown = (cents: bigint): string => amountOf(cents).toFixed(2);
