import type { IncomingHttpHeaders } from 'node:http';
import { principalOf } from '../auth/principal.fixture';
import { configOf } from '../config/config.fixture';
import { Drain } from '../http';
import { Clock, GatewayError, microUsd, NO_USAGE, type MicroUsd, type Usage } from '../kernel';
import type { Database } from '../storage';
import {
  BudgetEvents,
  Ledger,
  Prices,
  UnknownPrices,
  type CallResult,
  type PlannedCall,
  type Reservation,
} from '../usage';
import { Accounting } from './accounting';
import { ActiveUpstream } from './active-upstream';
import { FakeUpstream, type Act } from './fake-upstream.fixture';
import type { LlmAnswer, LlmCall } from './llm-call';
import { LlmService } from './llm.service';
import type { StreamSink } from './stream/relay';
import { askWhole, type WholeAnswer } from './open-answer';
import { UpstreamCaller } from './upstream-caller';

/** A row as the fake ledger keeps it. */
export type Entry = PlannedCall &
  Omit<CallResult, 'parts'> & { readonly usage: Usage; readonly cost: MicroUsd; readonly createdAt: number };

/** A ledger that keeps its rows here, as soon as it is let, and holds nobody back. */
export class FakeLedger extends Ledger {
  readonly rows: Entry[] = [];
  /** Calls that were planned, those under way among them. */
  readonly reserved: Reservation[] = [];
  /** Calls that were never made. */
  readonly released: Reservation[] = [];
  /** What a row waits for before it is durable; one that rejects is a store that has gone away. */
  store: () => Promise<void> = () => Promise.resolve();

  constructor() {
    super(undefined as unknown as Database, new Clock(), new BudgetEvents(), configOf({}));
  }

  override reserve({ call, ceiling, prices }: Parameters<Ledger['reserve']>[0]): Promise<Reservation> {
    const id = String(this.reserved.length);
    const reservation = { id, call, ceiling, prices, limits: [], createdAt: Date.now() };
    this.reserved.push(reservation);
    return Promise.resolve(reservation);
  }

  override async settle(reservation: Reservation, { parts, ...result }: CallResult): Promise<MicroUsd> {
    await this.store();
    const { call, ceiling, prices, createdAt } = reservation;
    const usage = parts?.[0]?.usage ?? NO_USAGE;
    const terms = { at: createdAt, surcharges: result.surcharges };
    const counted = parts === undefined ? ceiling : prices.cost(result.model, usage, terms);
    const cost = result.state === 'forfeited' ? microUsd(0n) : counted;
    this.rows.push({ ...call, ...result, usage, cost, createdAt });
    return cost;
  }

  override release(reservation: Reservation): Promise<void> {
    this.released.push(reservation);
    return Promise.resolve();
  }
}

export interface TestLlm {
  readonly llm: LlmService;
  readonly caller: UpstreamCaller;
  readonly drain: Drain;
}

/** A provider key that nobody replaces. */
export const keyThatStays = { current: undefined, isRenewed: () => Promise.resolve(false) };

/** The way to the model, from the service to a fake upstream. */
export function llmOf(
  upstream: FakeUpstream,
  ledger: Ledger,
  env: Readonly<Record<string, string>> = {},
): TestLlm {
  const clock = new Clock();
  const config = configOf(env);
  const drain = new Drain();
  const active = new ActiveUpstream(upstream, keyThatStays);
  const caller = new UpstreamCaller(active, clock, config, drain);
  const prices = new Prices(config);
  const accounting = new Accounting(ledger, prices, new UnknownPrices(), active, clock);
  return { llm: new LlmService(caller, accounting, clock, config), caller, drain };
}

export const ASKED = 'claude-opus-5-5';

/** A question to a model, in somebody's name. */
export function callOf(part: Partial<LlmCall> = {}): LlmCall {
  const { model = ASKED } = part;
  const asks = { model, max_tokens: 5, messages: [] };
  return {
    model,
    target: '/v1/messages',
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(asks)),
    asks,
    thread: false,
    requestId: 'req_1',
    principal: principalOf(),
    route: '/v1/messages',
    sessionId: null,
    departure: new AbortController().signal,
    ...part,
  };
}

/** A reader that keeps what it gets, as fast as it is told. */
export class RecordingSink implements StreamSink {
  readonly headers: IncomingHttpHeaders[] = [];
  bytes = '';
  text = '';
  /** What each piece waits for. */
  takes: () => Promise<void> | undefined = () => undefined;

  begin(headers: IncomingHttpHeaders): void {
    this.headers.push(headers);
  }

  write(events: Buffer, texts: readonly string[]): Promise<void> | undefined {
    this.bytes += events.toString('utf8');
    this.text += texts.join('');
    return this.takes();
  }
}

/** Time as the test lets it pass; promises go on by themselves. */
export function stopTime(): void {
  jest.useFakeTimers({
    doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'],
    now: Date.UTC(2026, 10, 21),
  });
}

/** A service, and what is around it. */
export interface Test extends TestLlm {
  readonly upstream: FakeUpstream;
  readonly ledger: FakeLedger;
  readonly departure: AbortController;
  readonly ask: (part?: Partial<LlmCall>, sink?: RecordingSink) => Promise<LlmAnswer>;
  /** The code that it is refused with, or what else it raises. */
  readonly refused: (part?: Partial<LlmCall>, sink?: RecordingSink) => Promise<unknown>;
}

export function testOf(acts: readonly Act[], env: Readonly<Record<string, string>> = {}): Test {
  const upstream = new FakeUpstream(acts);
  const ledger = new FakeLedger();
  const departure = new AbortController();
  const test = llmOf(upstream, ledger, env);
  const ask: Test['ask'] = (part, sink) =>
    test.llm.ask(callOf({ departure: departure.signal, ...part }), sink);
  const refused: Test['refused'] = (part, sink) =>
    ask(part, sink).then(
      () => undefined,
      (error: unknown) => (error instanceof GatewayError ? error.code : error),
    );
  return { ...test, upstream, ledger, departure, ask, refused };
}

/** How a reading call is made. */
export interface Asked {
  readonly departure?: AbortSignal;
  readonly waitsMs?: number;
  readonly model?: string;
  readonly counter?: { attempts: number; isOpen: boolean };
}

export interface TestCaller extends TestLlm {
  readonly upstream: FakeUpstream;
  readonly ask: (asked?: Asked) => Promise<WholeAnswer>;
  /** What it is refused with, or undefined. */
  readonly refused: (asked?: Asked) => Promise<unknown>;
}

export function callerOf(acts: readonly Act[], env: Readonly<Record<string, string>> = {}): TestCaller {
  const upstream = new FakeUpstream(acts);
  const llm = llmOf(upstream, new FakeLedger(), env);
  const { caller } = llm;
  const ask = ({
    departure,
    waitsMs,
    model = 'm',
    counter = { attempts: 0, isOpen: false },
  }: Asked = {}): Promise<WholeAnswer> =>
    caller.patiently(departure, waitsMs, (patience) =>
      caller.call(model, patience, counter, (asked) =>
        askWhole(asked, {
          method: 'GET',
          target: '/',
          headers: {},
          body: undefined,
          signal: patience.signal,
        }),
      ),
    );
  const refused = (asked?: Asked): Promise<unknown> =>
    ask(asked).then(
      () => undefined,
      (error: unknown) => error,
    );
  return { ...llm, upstream, ask, refused };
}
