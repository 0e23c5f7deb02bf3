import type { Engine, Procedure, Steps } from '../../storage';
import { changeCounters, keepWarned, type Change, type CounterState } from '../budgets/counter-statements';
import type { Counter } from '../budgets/counters';
import { FINISH, RESERVE } from './commit-statements';

/*
 * What one commit of the ledger does, as plain data: SQLite's thread gets and gives it. Counters are named by where they
 * stand in `counters`, and groups of them by where they stand in `groups`. Amounts are micro-USD.
 */
export interface CommitInput {
  /** The process that makes the calls, and until when it is believed to live without a sign of it. */
  readonly worker: string;
  readonly deadlineAt: number;
  readonly counters: readonly Counter[];
  /** Those that a call counts in. */
  readonly groups: readonly (readonly number[])[];
  readonly settlements: readonly PlainSettlement[];
  readonly admissions: readonly PlainAdmission[];
  /** Of counters in which settled calls have a budget: what is spent when alerts are raised. */
  readonly softs: readonly { readonly counter: number; readonly soft: number }[];
}

interface PlainSettlement {
  readonly id: string;
  /** As FINISH takes it. */
  readonly row: readonly unknown[];
  readonly group: number;
  readonly ceiling: number;
  readonly cost: number;
}

interface PlainAdmission {
  /** As RESERVE takes it, but for the process and its deadline. */
  readonly row: readonly unknown[];
  readonly group: number;
  readonly ceiling: number;
  readonly limits: readonly PlainLimit[];
}

interface PlainLimit {
  readonly counter: number;
  readonly limit: number;
}

export interface CommitOutput {
  /** Settlements whose rows are not reserved: nothing was done about them. */
  readonly missed: readonly number[];
  /** Admissions that did not fit, and the limits, by their places, that they did not fit into. */
  readonly refused: readonly { readonly admission: number; readonly shortages: readonly PlainShortage[] }[];
  /** Soft limits that were reached. */
  readonly reached: readonly { readonly counter: number; readonly spent: number }[];
}

/** How full a budget was. */
interface PlainShortage {
  readonly limit: number;
  readonly spent: number;
  readonly reserved: number;
}

/**
 * Makes calls final, and then admits others, each into all of its budgets or none: what is freed is there for whoever
 * comes in the same commit. The ceilings of those that ask are added to the counters together with what was settled,
 * which locks these until the commit; whoever does not fit is taken off again. So for every budget
 * `spent + reserved <= limit` holds whenever anybody can look, over any number of replicas.
 */
export const commit: Procedure<CommitInput, CommitOutput> = {
  module: 'usage/ledger/commit.procedure',
  name: 'commit',
  *run(engine, input) {
    const { settlements, admissions } = input;
    const finished = yield* finish(engine, settlements);
    const sums = new Sums(input);
    const missed: number[] = [];
    for (const [at, { id, group, ceiling, cost }] of settlements.entries()) {
      if (finished(at, id)) sums.add(group, cost, -ceiling);
      else missed.push(at);
    }
    for (const { group, ceiling } of admissions) sums.add(group, 0, ceiling);
    const states = sums.placed(yield* changeCounters(engine, sums.changes));
    const refused = admit(input, states);
    if (refused.length > 0) {
      const undone = new Sums(input);
      for (const { admission } of refused) {
        const { group, ceiling } = admissions[admission] as PlainAdmission;
        undone.add(group, 0, -ceiling);
      }
      yield* changeCounters(engine, undone.changes);
    }
    yield* reserve(engine, input, new Set(refused.map(({ admission }) => admission)));
    return { missed, refused, reached: missed.length < settlements.length ? yield* warn(input, states) : [] };
  },
};

type States = readonly (CounterState | undefined)[];

/** What is added to the counters of one commit. */
class Sums {
  readonly #counters: readonly Counter[];
  readonly #groups: readonly (readonly number[])[];
  readonly #sums = new Map<number, { spent: number; reserved: number }>();

  constructor({ counters, groups }: Pick<CommitInput, 'counters' | 'groups'>) {
    this.#counters = counters;
    this.#groups = groups;
  }

  add(group: number, spent: number, reserved: number): void {
    for (const counter of this.#groups[group] ?? []) {
      const sum = this.#sums.get(counter);
      if (sum === undefined) this.#sums.set(counter, { spent, reserved });
      else {
        sum.spent += spent;
        sum.reserved += reserved;
      }
    }
  }

  /** In the order in which they are locked. */
  get changes(): readonly Change[] {
    const changes = [...this.#sums].map(([at, sum]) => ({ ...(this.#counters[at] as Counter), ...sum }));
    return changes.sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  }

  /** What counters are, where they stand in the input. */
  placed(states: readonly CounterState[]): States {
    const byName = new Map(states.map((state) => [nameOf(state), state]));
    return this.#counters.map((counter) => byName.get(nameOf(counter)));
  }
}

function nameOf({ scope, period }: Counter): string {
  return `${scope} ${period}`;
}

/** Tells which rows were reserved, and are final now. */
function* finish(
  engine: Engine,
  settlements: CommitInput['settlements'],
): Steps<(at: number, id: string) => boolean> {
  if (settlements.length === 0) return () => false;
  const { rows, changes } = yield { sql: FINISH[engine], rows: settlements.map(({ row }) => row) };
  if (engine === 'sqlite') return (at) => changes[at] === 1;
  const ids = new Set((rows as readonly { readonly id: string }[]).map(({ id }) => id));
  return (_, id) => ids.has(id);
}

/** Decides in the order in which they came, each by those that were admitted before it. */
function admit({ groups, admissions }: CommitInput, states: States): CommitOutput['refused'] {
  /** What each counter holds with those that were admitted so far. */
  const held = states.map((state) => state?.reserved_micro_usd ?? 0);
  for (const { group, ceiling } of admissions)
    for (const counter of groups[group] ?? []) held[counter] = (held[counter] ?? 0) - ceiling;
  const refused: { admission: number; shortages: PlainShortage[] }[] = [];
  for (const [admission, { group, ceiling, limits }] of admissions.entries()) {
    const shortages: PlainShortage[] = [];
    // What is free fits in whatever is overdrawn, since its limit was lowered.
    for (const [at, { counter, limit }] of ceiling === 0 ? [] : limits.entries()) {
      const state = states[counter];
      if (state === undefined) throw new Error('A budget that its caller does not count in');
      const [spent, reserved] = [state.spent_micro_usd, held[counter] ?? 0];
      if (spent + reserved + ceiling > limit) shortages.push({ limit: at, spent, reserved });
    }
    if (shortages.length > 0) refused.push({ admission, shortages });
    else for (const counter of groups[group] ?? []) held[counter] = (held[counter] ?? 0) + ceiling;
  }
  return refused;
}

function* reserve(
  engine: Engine,
  { admissions, worker, deadlineAt }: CommitInput,
  refused: ReadonlySet<number>,
): Steps<void> {
  const rows = admissions.filter((_, at) => !refused.has(at)).map(({ row }) => [...row, worker, deadlineAt]);
  if (rows.length > 0) yield { sql: RESERVE[engine], rows };
}

/** Each soft limit is told of once, over all replicas: the counter is locked, and keeps the highest it told of. */
function* warn({ softs }: CommitInput, states: States): Steps<CommitOutput['reached']> {
  const reached: { counter: number; spent: number }[] = [];
  for (const { counter, soft } of softs) {
    const state = states[counter];
    // A limit that was lowered was told of when it was higher; calls from before a change tell of nothing new.
    if (state === undefined || state.spent_micro_usd < soft || soft <= (state.warned_micro_usd ?? -1))
      continue;
    yield* keepWarned(state, soft);
    reached.push({ counter, spent: state.spent_micro_usd });
  }
  return reached;
}
