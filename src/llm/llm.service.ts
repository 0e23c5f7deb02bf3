import { Injectable, Logger } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock, GatewayError, type CallOutcome, type MicroUsd, type Principal } from '../kernel';
import { Accounting, type Account } from './accounting';
import { CallTally } from './call-tally';
import { countRequestOf } from './ceiling/count-request';
import { forModel } from './fallback';
import type { LlmAnswer, LlmCall, Message } from './llm-call';
import { askEvents, askWhole } from './open-answer';
import type { Patience } from './resilience/patience';
import { modelCallOf } from './model-call';
import { CircuitOpen, notUnderstood } from './resilience/upstream-failure';
import { EventReader } from './stream/event-reader';
import { Relay, type StreamSink } from './stream/relay';
import type { Upstream, UpstreamRequest } from './upstream';
import { UpstreamCaller } from './upstream-caller';

/** One call while it is under way. */
interface Running {
  readonly call: LlmCall;
  /** The model that is asked: the caller's, or the one that stands in for it. */
  readonly model: string;
  readonly tally: CallTally;
  readonly account: Account;
  readonly patience: Patience;
  readonly sink: StreamSink | undefined;
}

/** Where the provider counts tokens, and how such calls are told apart in the ledger. */
const COUNT_ROUTE = '/v1/messages/count_tokens';

type Exchanged = Pick<LlmAnswer, 'headers' | 'body' | 'message'>;

/** The one way to a model: every inference route comes through here, streaming or not. */
@Injectable()
export class LlmService {
  readonly #log = new Logger('Llm');
  readonly #fallbackModel: string | undefined;

  constructor(
    private readonly caller: UpstreamCaller,
    private readonly accounting: Accounting,
    private readonly clock: Clock,
    { upstream }: GatewayConfig,
  ) {
    this.#fallbackModel = upstream.fallbackModel;
  }

  /** The provider that is asked. */
  get provider(): string {
    return this.caller.id;
  }

  /**
   * Asks the model, and resolves when the call is in the ledger: what was acknowledged is accounted for. With a sink
   * the answer is passed on as it comes; where its circuit is open, another model may stand in.
   * @throws GatewayError `model_denied`, `budget_exhausted`, of layer `upstream`, `validation_failed`, or
   * `store_unavailable` when its row was not written
   */
  async ask(call: LlmCall, sink?: StreamSink): Promise<LlmAnswer> {
    requireModels(call);
    try {
      return await this.#run(call, call.model, sink);
    } catch (error) {
      const model = this.#fallbackModel;
      if (!(error instanceof CircuitOpen) || model === undefined || !mayStandIn(model, call)) throw error;
      return this.#run({ ...call, body: forModel(call.body, model) }, model, sink);
    }
  }

  #run(call: LlmCall, model: string, sink: StreamSink | undefined): Promise<LlmAnswer> {
    const goesOn = call.outlivesClient === true || call.principal.onDisconnect === 'drain';
    const departure = goesOn ? undefined : call.departure;
    return this.caller.patiently(departure, call.waitsMs, async (patience) => {
      this.caller.requireClosed(model);
      const account = await this.accounting.open(call, model, () => this.#count(call, model));
      const tally = new CallTally(model, account.reservation.createdAt);
      const running = { call, model, patience, sink, tally, account };
      try {
        return await this.#exchange(running);
      } catch (thrown) {
        throw await this.#failed(running, thrown);
      }
    });
  }

  /** The provider's count of the prompt; undefined where it cannot tell. */
  async #count(call: LlmCall, model: string): Promise<number | undefined> {
    const query = call.target.indexOf('?');
    const target = `${COUNT_ROUTE}${query === -1 ? '' : call.target.slice(query)}`;
    const body = countRequestOf(call.body);
    const counting = { ...call, target, route: COUNT_ROUTE, body, asks: undefined };
    try {
      const { message } = await this.#run(counting, model, undefined);
      const tokens = message?.input_tokens;
      return Number.isSafeInteger(tokens) ? tokens : undefined;
    } catch (error) {
      this.#log.warn({ err: error, request_id: call.requestId }, 'A prompt could not be counted');
      return undefined;
    }
  }

  async #exchange(running: Running): Promise<LlmAnswer> {
    const { call, model, tally, sink } = running;
    const exchanged = await (sink === undefined ? this.#whole(running) : this.#streamed(running));
    this.caller.ended(model);
    const cost = await this.#account(running, call.departure.aborted ? 'client_left' : 'answered');
    return {
      headers: exchanged.headers,
      body: exchanged.body,
      message: exchanged.message,
      model: tally.model,
      stopReason: tally.stopReason ?? 'end_turn',
      usage: tally.usage,
      cost,
      degraded: model !== call.model,
    };
  }

  async #whole(running: Running): Promise<Exchanged> {
    const { tally } = running;
    const answer = await this.#begin(running, async (upstream, request) => {
      const { headers, body } = await askWhole(upstream, request);
      return { headers, body, message: parseMessage(body) };
    });
    const { message } = answer;
    tally.started(message.model, undefined, this.clock.now());
    tally.counted(message.usage);
    tally.stopReason = message.stop_reason ?? undefined;
    tally.ended();
    return answer;
  }

  async #streamed(running: Running): Promise<Exchanged> {
    const { call, model, tally, patience, sink } = running;
    const answer = await this.#begin(running, askEvents);
    const reader = new EventReader(tally, () => this.clock.now());
    const relay = new Relay(answer, reader, tally, patience);
    sink?.begin(answer.headers);
    try {
      const body = await relay.run(() => (call.departure.aborted && !call.outlivesClient ? undefined : sink));
      return { headers: answer.headers, body, message: undefined };
    } catch (error) {
      this.caller.ended(model, patience.explain(error));
      throw error;
    }
  }

  #begin<T>(
    { call, model, tally, patience }: Running,
    ask: (upstream: Upstream, request: UpstreamRequest) => Promise<T>,
  ): Promise<T> {
    const { target, headers, body, once = false } = call;
    const { signal } = patience;
    const send = (upstream: Upstream): Promise<T> =>
      ask(upstream, { method: 'POST', target, headers, body, signal });
    return this.caller.call(model, patience, tally, send, once);
  }

  async #account(running: Running, outcome: CallOutcome, failure?: unknown): Promise<MicroUsd> {
    const { account, tally, call, model: asked, sink } = running;
    const endedAt = this.clock.now();
    const cost = await this.accounting.settle(account, tally, outcome, endedAt - tally.startedAt);
    const facts = { provider: this.provider, asked, outcome, cost, endedAt, streamed: sink !== undefined };
    call.onCall?.(modelCallOf(call, tally, facts, failure));
    return cost;
  }

  /** What the caller gets to know. Its row is written first; that the row failed too is for the log. */
  async #failed(running: Running, thrown: unknown): Promise<unknown> {
    const { account, call, tally, patience } = running;
    if (tally.accounted) return thrown;
    if (tally.attempts === 0) {
      await this.accounting.release(account);
      return thrown;
    }
    const left = call.departure.aborted;
    const outcome = left ? 'client_left' : patience.timedOut ? 'timed_out' : 'failed';
    const failure = left ? thrown : patience.explain(thrown);
    try {
      const cost = await this.#account(running, outcome, failure);
      if (failure instanceof GatewayError) failure.cost = cost;
    } catch (error) {
      this.#log.error(
        { err: error, request_id: call.requestId, outcome },
        'A failed call is missing from the ledger',
      );
    }
    return failure;
  }
}

function parseMessage(body: Buffer): Message {
  try {
    const message = JSON.parse(body.toString('utf8')) as unknown;
    if (typeof message === 'object' && message !== null) return message;
  } catch {
    // Said below.
  }
  throw notUnderstood('an answer that is no JSON object');
}

/** A credential that is limited to some models asks no other, whether the request names it or the gateway would. */
function requireModels({ principal, model, otherModels = [] }: LlmCall): void {
  const denied = [model, ...otherModels].find((one) => !isAllowed(principal, one));
  if (denied === undefined) return;
  const { models = [] } = principal;
  const allowed = models.length === 0 ? 'none' : models.join(', ');
  throw new GatewayError(
    'model_denied',
    `This credential may not ask ${denied}; the models that it may: ${allowed}`,
    { extras: { fields: ['model'] } },
  );
}

function isAllowed({ models }: Principal, model: string): boolean {
  return models?.includes(model) ?? true;
}

/** A history that stays with the provider is the asked model's alone. */
function mayStandIn(model: string, { principal, thread, model: asked }: LlmCall): boolean {
  return !thread && model !== asked && isAllowed(principal, model);
}
