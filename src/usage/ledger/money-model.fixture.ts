import type { Principal } from '../../kernel';
import type { LedgerRow } from '../../storage';
import { LEASE_MS } from './ledger.fixture';
import type { Reservation } from './ledger-entry';
import type { Sum } from './money.fixture';

/** The name of a counter, and what it may hold at most. */
export type NamedLimit = readonly [name: string, limit: number];

/** What a call turned out to have cost. */
interface Truth {
  readonly state: string;
  readonly cost: number;
}

/** A call as it should be, in the memory of the process that makes it and in the store. */
export interface ModelCall {
  readonly replica: number;
  /** Undefined: the process does not know that it was made. */
  readonly reservation: Reservation | undefined;
  readonly tokens: number;
  readonly ceiling: number;
  isLost: boolean;
  ending: 'settle' | 'release' | undefined;
  /** What could not be written, or not for certain. */
  kept: { readonly truth: Truth | undefined } | undefined;
  row:
    | { readonly id: string; readonly state: string; readonly cost: number; readonly deadline: number }
    | undefined;
}

interface Asked {
  readonly ceiling: number;
  readonly limits: readonly NamedLimit[];
  readonly isAdmitted: boolean;
}

/** The budgets of a caller at a time; written apart from the code that applies them. */
export function namedLimits(
  { token, countedAs, budget }: Principal,
  daily: number | undefined,
  now: number,
): readonly NamedLimit[] {
  const [date = ''] = new Date(now).toJSON().split('T');
  const periods = { day: date, month: date.slice(0, -3), total: 'total' };
  return [
    ...(token?.maxCost === undefined ? [] : [[`token:${token.id} total`, Number(token.maxCost)] as const]),
    ...(budget === undefined
      ? []
      : [[`${countedAs} ${periods[budget.period]}`, Number(budget.limit)] as const]),
    ...(daily === undefined ? [] : [[`gateway ${date}`, daily] as const]),
  ];
}

/** What the ledger and its budgets should be. */
export class MoneyModel {
  readonly #calls: ModelCall[] = [];
  #asked: Asked[] = [];
  #before: ReadonlyMap<string, Sum> = new Map();

  begin(call: Pick<ModelCall, 'replica' | 'reservation' | 'tokens' | 'ceiling'>, row: LedgerRow): void {
    this.#calls.push({
      ...call,
      isLost: false,
      ending: undefined,
      kept: call.reservation === undefined ? { truth: undefined } : undefined,
      row: { id: row.id, state: 'reserved', cost: 0, deadline: row.created_at + LEASE_MS },
    });
  }

  /** What the budgets said to a call; whether rightly is seen when the command is over. */
  decided(asked: Asked): void {
    this.#asked.push(asked);
  }

  /** One of the calls that their process can still end: mostly one that it has not ended. */
  choose(at: number, mayBeEnded: boolean): ModelCall | undefined {
    const known = this.#calls.filter(({ reservation, isLost }) => reservation !== undefined && !isLost);
    const open = known.filter(({ ending }) => ending === undefined);
    const settled = known.filter(({ ending }) => ending === 'settle');
    const calls = mayBeEnded && at % 5 === 0 ? settled : open;
    return calls[at % calls.length];
  }

  /** Whoever does not know that its call was given up finds that out, and sets it right only when it hears of it. */
  end(
    call: ModelCall,
    truth: Truth | undefined,
    line: 'up' | 'down' | 'unheard',
    rows: readonly LedgerRow[],
  ): void {
    call.ending = truth === undefined ? 'release' : 'settle';
    const isFoundOut =
      line === 'unheard' &&
      call.row?.state === 'orphaned' &&
      rows.some(({ id, state }) => id === call.row?.id && state === 'orphaned');
    if (line !== 'down' && !isFoundOut) this.#write(call, truth);
    if (line !== 'up') call.kept = { truth };
  }

  crash(replica: number): void {
    for (const call of this.#calls) if (call.replica === replica) call.isLost = true;
  }

  /** Of a call past its lease whose own process looks at the same time as another, either may be first. */
  look(replicas: readonly number[], now: number, rows: readonly LedgerRow[]): void {
    for (const call of this.#calls) {
      const isOwn = replicas.includes(call.replica) && !call.isLost;
      if (isOwn && call.kept !== undefined) {
        this.#write(call, call.kept.truth);
        call.kept = undefined;
      }
      const { row } = call;
      if (row?.state !== 'reserved') continue;
      const isExpired = row.deadline < now;
      const isTended = isOwn && call.ending === undefined && call.reservation !== undefined;
      const isGivenUp = rows.some(({ id, state }) => id === row.id && state === 'orphaned');
      if (isExpired && (!isTended || (replicas.length > 1 && isGivenUp)))
        call.row = { ...row, state: 'orphaned', cost: call.ceiling };
      else if (isTended) call.row = { ...row, deadline: now + LEASE_MS };
    }
  }

  /** @param added what the calls hold that were admitted since the last check */
  check(
    rows: readonly LedgerRow[],
    sums: ReadonlyMap<string, Sum>,
    { limits, added }: { readonly limits: readonly NamedLimit[]; readonly added: ReadonlyMap<string, Sum> },
  ): void {
    const expected = this.#calls.flatMap(({ row }) => (row === undefined ? [] : [row]));
    const states = new Map(rows.map((row) => [row.id, [row.state, row.cost_micro_usd]]));
    expect(states).toEqual(new Map(expected.map(({ id, state, cost }) => [id, [state, cost]])));
    const before = this.#before;
    for (const [name, limit] of limits) {
      // A budget that was set below what was used of it already is used no further.
      const most = Math.max(limit, usedOf(before, name));
      const used = usedOf(sums, name);
      expect({ name, used, limit, isKept: used <= most }).toMatchObject({ isKept: true });
    }
    for (const { ceiling, limits: own, isAdmitted } of this.#asked) {
      const left = own.map(([name, limit]) => limit - usedOf(sums, name));
      // Who was refused does not fit beside all the others that were asked for at once, before any call ended.
      const most = own.map(([name, limit]) => limit - usedOf(before, name) - usedOf(added, name));
      // What is free fits in whatever is overdrawn.
      const isRight = isAdmitted
        ? ceiling === 0 || left.every((free) => free >= 0)
        : ceiling > 0 && most.some((free) => free < ceiling);
      expect({ ceiling, own, isAdmitted, left, most, isRight }).toMatchObject({ isRight: true });
    }
    this.#asked = [];
    this.#before = sums;
  }

  #write(call: ModelCall, truth: Truth | undefined): void {
    const { row } = call;
    if (row?.state === 'reserved' || row?.state === 'orphaned')
      call.row = truth === undefined ? undefined : { ...row, ...truth };
  }
}

function usedOf(sums: ReadonlyMap<string, Sum>, name: string): number {
  const [spent, reserved] = sums.get(name) ?? [0, 0];
  return spent + reserved;
}
