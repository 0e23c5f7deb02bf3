import { Injectable, Logger } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock, GatewayError, type MicroUsd, type Principal, type Usage } from '../kernel';
import { Ledger, type CallOutcome } from '../usage';
import { ActiveUpstream } from './active-upstream';
import { CallTally } from './call-tally';
import type { MessageRequest } from './upstream';

/** One question of one caller, however it came in. */
export interface LlmCall {
  readonly request: MessageRequest;
  readonly requestId: string;
  readonly principal: Principal;
  /** The declared path that it came by. */
  readonly route: string;
  /** Fires when the client has left. */
  readonly departure: AbortSignal;
  /** Takes the text piece by piece and may hold the upstream back; without it the answer comes whole. */
  readonly onText?: (text: string, signal: AbortSignal) => Promise<void>;
}

export interface LlmAnswer {
  readonly text: string;
  readonly model: string;
  readonly stopReason: string;
  readonly usage: Usage;
  readonly cost: MicroUsd;
}

/** The one way to a model: every inference route comes through here, streaming or not. */
@Injectable()
export class LlmService {
  readonly #log = new Logger('Llm');
  readonly #timeoutMs: number;

  constructor(
    private readonly upstream: ActiveUpstream,
    private readonly ledger: Ledger,
    private readonly clock: Clock,
    config: GatewayConfig,
  ) {
    this.#timeoutMs = config.upstream.timeoutMs;
  }

  /**
   * Asks the model, and resolves when the call is in the ledger: what was acknowledged is accounted for.
   * @throws GatewayError `model_denied`, of layer `upstream`, `validation_failed`, or `store_unavailable` when the row was not written
   */
  async ask(call: LlmCall): Promise<LlmAnswer> {
    requireModel(call);
    const tally = new CallTally(call.request.model, this.clock.now());
    const timeUp = AbortSignal.timeout(this.#timeoutMs);
    try {
      const stopReason = await this.#exchange(call, tally, AbortSignal.any([call.departure, timeUp]));
      const cost = await this.#account(call, tally, 'answered');
      return { text: tally.text, model: tally.model, stopReason, usage: tally.usage, cost };
    } catch (error) {
      if (tally.accounted) throw error;
      const outcome = call.departure.aborted ? 'client_left' : timeUp.aborted ? 'timed_out' : 'failed';
      await this.#accountFailure(call, tally, outcome);
      throw outcome === 'timed_out' ? this.#tooSlow(error) : error;
    }
  }

  async #exchange({ request, onText }: LlmCall, tally: CallTally, signal: AbortSignal): Promise<string> {
    for await (const event of this.upstream.call({ request, stream: onText !== undefined, signal })) {
      tally.note(event, this.clock.now());
      if (event.type === 'text') await onText?.(event.text, signal);
    }
    if (tally.stopReason === undefined) {
      throw new GatewayError('upstream_error', 'The model provider broke off in the middle of its answer');
    }
    return tally.stopReason;
  }

  #account(call: LlmCall, tally: CallTally, outcome: CallOutcome): Promise<MicroUsd> {
    tally.accounted = true;
    return this.ledger.record({
      requestId: call.requestId,
      principal: call.principal.id,
      keyId: call.principal.keyId,
      tokenId: call.principal.token?.id ?? null,
      route: call.route,
      upstream: this.upstream.id,
      model: tally.model,
      usage: tally.usage,
      outcome,
      latencyMs: this.clock.now() - tally.startedAt,
      firstTokenMs: tally.firstTokenAt === undefined ? null : tally.firstTokenAt - tally.startedAt,
      createdAt: tally.startedAt,
    });
  }

  /** The caller learns why the call failed; that its row failed too is for the log. */
  async #accountFailure(call: LlmCall, tally: CallTally, outcome: CallOutcome): Promise<void> {
    try {
      await this.#account(call, tally, outcome);
    } catch (error) {
      this.#log.error(
        { err: error, request_id: call.requestId, outcome },
        'A failed call is missing from the ledger',
      );
    }
  }

  #tooSlow(cause: unknown): GatewayError {
    return new GatewayError(
      'upstream_timeout',
      `The model provider did not finish within ${String(this.#timeoutMs)} ms; ask for fewer tokens, or stream the answer`,
      { cause },
    );
  }
}

/** A credential that is limited to some models asks no other, whether the request names it or the gateway would. */
function requireModel({ principal: { models }, request: { model } }: LlmCall): void {
  if (models === undefined || models.includes(model)) return;
  const allowed = models.length === 0 ? 'none' : models.join(', ');
  throw new GatewayError(
    'model_denied',
    `This credential may not ask ${model}; the models that it may: ${allowed}`,
  );
}
