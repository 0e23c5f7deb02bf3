import type { Principal } from '../../kernel';
import { FixedClock } from '../../kernel/clock.fixture';
import type { Database, LedgerRow } from '../../storage';
import type { BudgetWarning } from '../budgets/budget-events';
import {
  asked,
  budgetOf,
  keyOf,
  LEASE_MS,
  pageOf,
  planOf,
  replicaOf,
  resultOf,
  unitPrices,
  userOf,
  type Replica,
} from './ledger.fixture';
import type { CallResult, Reservation } from './ledger-entry';
import { REPLICAS, type Ask, type Cap, type Command } from './money-commands.fixture';
import { MoneyModel, namedLimits, type ModelCall, type NamedLimit } from './money-model.fixture';
import { balancedMoney, countersBy } from './money.fixture';
import { UnreliableDatabase } from './unreliable-database.fixture';

/** Two hours before a day and a month end. */
const START = Date.UTC(2026, 10, 30, 22);
const TOKEN_CAP = 60;
/** What happens beside calls that are asked for alone. */
const NOTHING = { ends: [], replicas: [] } as const;

interface Process extends Replica {
  readonly database: UnreliableDatabase;
}

/** Several replicas over one store, and what their money should be. */
export class MoneyWorld {
  readonly #clock = new FixedClock(START);
  readonly #model = new MoneyModel();
  readonly #env: Readonly<Record<string, string>>;
  readonly #replicas: Process[];
  readonly #told: BudgetWarning[] = [];
  #budgetsChanged = false;
  #prices = { list: unitPrices(1), perToken: 1 };
  #asked = 0;
  /** Written by the command that is carried out. */
  #added: LedgerRow[] = [];

  /** @param daily the gateway's budget in micro-USD, if it has one */
  constructor(
    private readonly databases: readonly Database[],
    private readonly daily: number | undefined,
    private readonly budgets: (Cap | undefined)[],
  ) {
    this.#env = daily === undefined ? {} : { DAILY_BUDGET_USD: (daily / 1e6).toFixed(6) };
    this.#replicas = Array.from({ length: REPLICAS }, (_, at) => this.#boot(at));
  }

  async carryOut(command: Command): Promise<void> {
    switch (command.is) {
      case 'reserve':
        await this.#reserve(command);
        break;
      case 'settle':
        await this.#settle(command);
        break;
      case 'rush':
        await this.#reserve(command);
        break;
      case 'release':
        await this.#release(command);
        break;
      case 'crash':
        this.#crash(command.replica);
        break;
      case 'wait':
        this.#clock.advance(command.ms);
        break;
      case 'look':
        await this.#look(command.replicas);
        break;
      case 'budget':
        this.budgets[command.owner] = command.budget;
        this.#budgetsChanged = true;
        break;
      case 'prices':
        this.#prices = { list: unitPrices(command.perToken), perToken: command.perToken };
        break;
    }
    await this.#check();
  }

  /** Every process dies, and another comes when all leases have run out. */
  async end(): Promise<void> {
    for (const at of this.#replicas.keys()) this.#crash(at);
    this.#clock.advance(LEASE_MS + 1);
    await this.#look([0]);
    await this.#check();
    const { rows, sums } = await balancedMoney(this.#store);
    expect(rows.filter(({ state, deadline_at }) => state === 'reserved' || deadline_at !== null)).toEqual([]);
    expect([...sums.values()].filter(([, reserved]) => reserved !== 0)).toEqual([]);
  }

  get #store(): Database {
    return this.databases[0] as Database;
  }

  #boot(at: number): Process {
    const database = new UnreliableDatabase(this.databases[at] as Database);
    const replica = replicaOf(database, this.#clock, this.#env);
    replica.warnings.push = (...warnings) => this.#told.push(...warnings);
    return { ...replica, database };
  }

  #crash(at: number): void {
    this.#replicas[at] = this.#boot(at);
    this.#model.crash(at);
  }

  async #reserve(command: Extract<Command, { is: 'reserve' | 'rush' }>): Promise<void> {
    const { line, ends, replicas } =
      command.is === 'rush' ? { ...command, line: 'up' as const } : { ...command, ...NOTHING };
    const plans = command.asks.map((ask) => ({ ask, requestId: `req_${String((this.#asked += 1))}` }));
    const ending = new Set(ends.flatMap((at) => this.#model.choose(at, false) ?? []));
    const outcomes = await this.#over(line, async () => {
      const asking = Promise.all(plans.map(({ ask, requestId }) => this.#ask(ask, requestId)));
      await Promise.all([
        ...[...ending].map((call) => this.#settled(call, resultOf(call.tokens))),
        ...replicas.map((at) => (this.#replicas[at] as Process).orphans.look()),
      ]);
      return asking;
    });
    const { rows } = await balancedMoney(this.#store);
    for (const call of ending) this.#model.end(call, { cost: call.ceiling, state: 'settled' }, line, rows);
    for (const [at, { ask, requestId }] of plans.entries()) {
      const { replica, tokens } = ask;
      const ceiling = tokens * this.#prices.perToken;
      const limits = this.#limitsOf(ask);
      const outcome = outcomes[at] as Reservation | string;
      const row = rows.find(({ request_id }) => request_id === requestId);
      const told = typeof outcome === 'string' ? outcome : 'admitted';
      const answer = row === undefined ? 'budget_exhausted' : 'admitted';
      expect({ line, limits, told }).toEqual({
        line,
        limits,
        told: line === 'up' ? answer : 'store_unavailable',
      });
      if (line !== 'down') this.#model.decided({ ceiling, limits, isAdmitted: row !== undefined });
      if (row === undefined) continue;
      const reservation = typeof outcome === 'string' ? undefined : outcome;
      this.#model.begin({ replica, reservation, tokens, ceiling }, row);
      this.#added.push(row);
    }
    if (replicas.length > 0) this.#model.look(replicas, this.#clock.now(), rows);
  }

  async #ask(ask: Ask, requestId: string): Promise<Reservation | string> {
    const replica = this.#replicas[ask.replica] as Process;
    const plan = planOf(ask.tokens * this.#prices.perToken, this.#principalOf(ask), this.#prices.list);
    return asked(replica, { ...plan, call: { ...plan.call, requestId } });
  }

  #principalOf({ owner, token }: Ask): Principal {
    const cap = this.budgets[owner];
    const budget = cap === undefined ? undefined : budgetOf(cap.limit, cap.period);
    const principal = owner === 2 ? userOf('ada', budget) : keyOf(`key${String(owner)}`, budget);
    if (token === 'none') return principal;
    return pageOf(principal, `${token}-${String(owner)}`, token === 'capped' ? TOKEN_CAP : undefined);
  }

  #limitsOf(ask: Ask): readonly NamedLimit[] {
    return namedLimits(this.#principalOf(ask), this.daily, this.#clock.now());
  }

  async #settle({ call: at, percent, as, line }: Extract<Command, { is: 'settle' }>): Promise<void> {
    const call = this.#model.choose(at, true);
    if (call === undefined) return;
    const tokens = Math.floor((call.tokens * percent) / 100);
    const paid = call.tokens === 0 ? 0 : tokens * (call.ceiling / call.tokens);
    const cost = { unknown: call.ceiling, forfeited: 0, settled: paid, aborted: paid }[as];
    const result: Partial<CallResult> =
      as === 'unknown' ? { state: 'aborted', parts: undefined } : { state: as };
    await this.#ends(line, () => this.#settled(call, resultOf(tokens, result)));
    const { rows } = await balancedMoney(this.#store);
    this.#model.end(call, { cost, state: result.state ?? as }, line, rows);
  }

  async #release({ call: at, line }: Extract<Command, { is: 'release' }>): Promise<void> {
    const call = this.#model.choose(at, false);
    if (call === undefined) return;
    const { ledger } = this.#replicas[call.replica] as Process;
    await this.#ends(line, () => ledger.release(call.reservation as Reservation));
    const { rows } = await balancedMoney(this.#store);
    this.#model.end(call, undefined, line, rows);
  }

  async #settled({ replica, reservation }: ModelCall, result: CallResult): Promise<void> {
    await this.#replicas[replica]?.ledger.settle(reservation as Reservation, result);
  }

  async #ends(line: 'up' | 'down' | 'unheard', work: () => Promise<unknown>): Promise<void> {
    const [{ status }] = await this.#over(line, () => Promise.allSettled([work()]));
    expect(status).toBe(line === 'up' ? 'fulfilled' : 'rejected');
  }

  async #look(replicas: readonly number[]): Promise<void> {
    await Promise.all(replicas.map((at) => (this.#replicas[at] as Process).orphans.look()));
    const { rows } = await balancedMoney(this.#store);
    this.#model.look(replicas, this.#clock.now(), rows);
  }

  async #over<T>(line: 'up' | 'down' | 'unheard', work: () => Promise<T>): Promise<T> {
    for (const { database } of this.#replicas) database.line = line;
    const done = await work();
    for (const { database } of this.#replicas) database.line = 'up';
    return done;
  }

  async #check(): Promise<void> {
    const { rows, sums } = await balancedMoney(this.#store);
    const callers = this.budgets.flatMap((_, owner) =>
      (['none', 'capped'] as const).map((token) => ({ replica: 0, owner, token, tokens: 0 })),
    );
    const limits = callers.flatMap((caller) => this.#limitsOf(caller));
    this.#model.check(rows, sums, { limits, added: countersBy(this.#added) });
    this.#added = [];
    // A call that began under another budget tells of that one again.
    if (this.#budgetsChanged) return;
    const told = this.#told.map(({ counter, soft }) => `${counter.scope} ${counter.period} ${String(soft)}`);
    expect(told).toEqual([...new Set(told)]);
  }
}
