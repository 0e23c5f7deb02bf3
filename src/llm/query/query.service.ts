import { Injectable } from '@nestjs/common';
import { Chains } from '../../chains';
import { GatewayConfig } from '../../config';
import type { RequestContext } from '../../http';
import { Idempotency } from '../../idempotency';
import { GatewayError, microUsd, type Principal } from '../../kernel';
import { textOf, type LlmCall } from '../llm-call';
import { LlmService } from '../llm.service';
import { ownCall, type OwnRequest } from '../own-call';
import { CircuitOpen } from '../resilience/upstream-failure';
import type { StreamSink } from '../stream/relay';
import { turnsOf } from './conversation';
import { promptOf } from './prompt';
import { queryAnswer, type QueryAnswer } from './query-answer';
import type { QueryDto } from './query.dto';
import { StoredAnswers } from './stored-answers';

const MAX_TOKENS_DEFAULT = 1024;

/** How a question came in, and where its answer goes. */
export interface QueryTransport extends Pick<LlmCall, 'route' | 'departure'> {
  /** The value of `Idempotency-Key`. */
  readonly idempotencyKey: string | undefined;
  /** Takes the text in the model's pieces, and may hold the model back; without it the answer comes whole. */
  readonly onText?: (pieces: readonly string[]) => Promise<void> | undefined;
}

/** One question on its way. */
interface Question {
  readonly query: QueryDto;
  readonly principal: Principal;
  readonly context: RequestContext;
  readonly transport: QueryTransport;
}

/** A free question with data: from the body of a request to the answer that it gets. */
@Injectable()
export class QueryService {
  readonly #model: string;
  readonly #stored = new StoredAnswers();

  constructor(
    private readonly llm: LlmService,
    private readonly chains: Chains,
    private readonly idempotency: Idempotency,
    config: GatewayConfig,
  ) {
    this.#model = config.upstream.model;
  }

  /**
   * Asks the model, or answers as the same request was answered before. Raises what LlmService and Idempotency raise,
   * `validation_failed`, and `not_found` for a chain that is not the caller's.
   */
  async answer(
    query: QueryDto,
    context: RequestContext,
    transport: QueryTransport,
  ): Promise<{ readonly answer: QueryAnswer; readonly replayed: boolean }> {
    const { principal, body } = context;
    if (principal === undefined)
      throw new GatewayError('credential_missing', 'A question needs somebody who asks');
    const { route, departure, idempotencyKey: key } = transport;
    const question = { query, principal, context, transport };
    const ask = (): Promise<QueryAnswer> => this.#inChain(question);
    if (key === undefined || body === undefined) return { answer: await ask(), replayed: false };
    return this.idempotency.once({ principal: principal.id, route, key, body, departure }, ask);
  }

  /** Goes on where the chain ended, and keeps what was answered. */
  async #inChain(question: Question): Promise<QueryAnswer> {
    const { query, principal, context } = question;
    const { question: title, context: data, chain_id: chainId } = query;
    const now = promptOf(title, data);
    const earlier = chainId === undefined ? [] : turnsOf(await this.chains.history(principal, chainId));
    const answer = await this.#ask(question, {
      model: query.model ?? this.#model,
      max_tokens: query.max_tokens ?? MAX_TOKENS_DEFAULT,
      messages: [...earlier, now],
    });
    const { usage, model, degraded } = answer;
    const chain_id = await this.chains.record({
      chainId,
      principal,
      type: 'query',
      title,
      neutralTitle: 'Question',
      requestId: context.id,
      model,
      content: { kind: 'exchange', question: title, context: data, answer: answer.answer },
      inputTokens: usage.input_tokens,
      outputTokens: usage.output_tokens,
      cost: microUsd(BigInt(Math.round(answer.cost_usd * 1e6))),
      degraded,
    });
    return { ...answer, chain_id, turns_sent: earlier.length / 2 };
  }

  async #ask({ principal, context, transport }: Question, request: OwnRequest): Promise<QueryAnswer> {
    const { id: requestId } = context;
    const { route, departure, onText } = transport;
    // What is kept for who asks again is made to its end.
    const outlivesClient = transport.idempotencyKey !== undefined;
    const terms = { principal, requestId, route, departure, outlivesClient, onCall: context.onCall };
    const call = ownCall(request, terms, onText !== undefined);
    const key = StoredAnswers.keyOf(principal.id, JSON.stringify(request));
    let text = '';
    const sink: StreamSink | undefined = onText && {
      begin: () => undefined,
      write: (_, pieces) => {
        text += pieces.join('');
        return pieces.length === 0 || departure.aborted ? undefined : onText(pieces);
      },
    };
    try {
      const answered = await this.llm.ask(call, sink);
      const answer = queryAnswer(answered, text + textOf(answered.message), requestId);
      if (!answer.degraded) this.#stored.keep(key, answer);
      return answer;
    } catch (error) {
      if (!(error instanceof CircuitOpen)) throw error;
      const stored = this.#stored.find(key, requestId);
      if (stored === undefined) throw error;
      context.shortfall = error;
      return stored;
    }
  }
}
