import { addUsage, microUsd, NO_USAGE } from '../../kernel';
import { storable, type Database } from '../../storage';
import type { BudgetWarning } from '../budgets/budget-events';
import { countersOf, type Counter } from '../budgets/counters';
import type { Limit } from '../budgets/limits';
import { commit as procedure, type CommitInput, type CommitOutput } from './commit.procedure';
import type { Made, Reservation, Shortage } from './ledger-entry';

/** By when a process that makes calls gives a sign of life, and its name. */
export interface Worker {
  readonly id: string;
  readonly deadlineAt: number;
}

/** A call that asks to be made, or one that is over. */
export type Entry = Reservation | Made;

/**
 * `done`: admitted, or final. `missed`: it is over, but its row is not reserved, and was left as it is. Otherwise: the
 * budgets that it did not fit into.
 */
export type Outcome = 'done' | 'missed' | readonly Shortage[];

/** Makes all entries durable at once: those that are over first, then the others in their order. */
export async function commit(
  database: Database,
  entries: readonly Entry[],
  worker: Worker,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly warnings: readonly BudgetWarning[] }> {
  const plain = new PlainEntries();
  // Said twice it happens once.
  const over = new Map(
    entries.flatMap((one) => ('result' in one ? [[one.reservation.id, one] as const] : [])),
  );
  const asking = entries.filter((one): one is Reservation => !('result' in one));
  const settlements = [...over.values()];
  const input: CommitInput = {
    worker: worker.id,
    deadlineAt: worker.deadlineAt,
    settlements: settlements.map((one) => plain.settlement(one)),
    admissions: asking.map((one) => plain.admission(one)),
    counters: plain.counters,
    groups: plain.groups,
    softs: [...plain.softs].map(([counter, { soft }]) => ({ counter, soft: Number(soft) })),
  };
  const { missed, refused, reached } = await database.run(procedure, input);
  const outcomes = new Map<string, Outcome>();
  for (const at of missed) outcomes.set(settlements[at]?.reservation.id ?? '', 'missed');
  for (const one of refused) {
    const { id, limits } = asking[one.admission] as Reservation;
    outcomes.set(id, shortagesOf(limits, one.shortages));
  }
  return {
    outcomes: entries.map((one) => outcomes.get('result' in one ? one.reservation.id : one.id) ?? 'done'),
    warnings: reached.map(({ counter, spent }) => ({
      ...(plain.softs.get(counter) as Limit),
      spent: microUsd(BigInt(spent)),
    })),
  };
}

function shortagesOf(
  limits: readonly Limit[],
  shortages: CommitOutput['refused'][number]['shortages'],
): readonly Shortage[] {
  return shortages.map(({ limit, spent, reserved }) => ({ limit: limits[limit] as Limit, spent, reserved }));
}

/** Entries as plain data, and the counters that they share. */
class PlainEntries {
  readonly counters: Counter[] = [];
  readonly groups: (readonly number[])[] = [];
  /** The limits of settled calls, by the places of their counters. */
  readonly softs = new Map<number, Limit>();
  readonly #places = new Map<string, Map<string, number>>();
  readonly #groupsOf = new Map<readonly Counter[], number>();

  settlement({ reservation, result }: Made): CommitInput['settlements'][number] {
    const { id, ceiling, limits } = reservation;
    for (const limit of limits) this.softs.set(this.#place(limit.counter), limit);
    const cost = Number(result.cost);
    const row = finalValues(result, cost, id);
    return { id, row, group: this.#group(reservation), ceiling: Number(ceiling), cost };
  }

  admission(reservation: Reservation): CommitInput['admissions'][number] {
    const ceiling = Number(reservation.ceiling);
    const limits = reservation.limits.map(({ counter, limit }) => ({
      counter: this.#place(counter),
      limit: Number(limit),
    }));
    return { row: reservedValues(reservation, ceiling), group: this.#group(reservation), ceiling, limits };
  }

  #group({ call, createdAt }: Reservation): number {
    const { keyId, userId, tokenId, tokenHasBudget } = call;
    const counters = countersOf({ keyId, userId, tokenId, tokenHasBudget, createdAt });
    let group = this.#groupsOf.get(counters);
    if (group === undefined) {
      group = this.groups.push(counters.map((counter) => this.#place(counter))) - 1;
      this.#groupsOf.set(counters, group);
    }
    return group;
  }

  #place({ scope, period }: Counter): number {
    let places = this.#places.get(scope);
    if (places === undefined) {
      places = new Map<string, number>();
      this.#places.set(scope, places);
    }
    let place = places.get(period);
    if (place === undefined) {
      place = this.counters.push({ scope, period }) - 1;
      places.set(period, place);
    }
    return place;
  }
}

/** In the order of RESERVED, without the process and its deadline. */
function reservedValues({ id, call, createdAt }: Reservation, ceiling: number): readonly unknown[] {
  return [
    id,
    call.requestId,
    storable(call.principal),
    call.keyId,
    call.userId,
    call.tokenId,
    call.tokenHasBudget ? 1 : 0,
    call.route,
    call.queryType,
    call.upstream,
    storable(call.model),
    ceiling,
    createdAt,
    call.sessionId,
  ];
}

/** In the order of FINAL, and last the row that they are of. */
function finalValues(result: Made['result'], cost: number, id: string): readonly unknown[] {
  const [first, ...others] = result.parts ?? [];
  const usage = others.reduce((sum, part) => addUsage(sum, part.usage), first?.usage ?? NO_USAGE);
  return [
    result.state,
    storable(result.model),
    usage.inputTokens,
    usage.outputTokens,
    usage.cacheWrite5mTokens,
    usage.cacheWrite1hTokens,
    usage.cacheReadTokens,
    usage.webSearches,
    cost,
    result.outcome,
    result.latencyMs,
    result.firstTokenMs,
    result.attempts,
    id,
  ];
}
