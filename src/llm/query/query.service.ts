import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import type { RequestContext } from '../../http';
import { Idempotency } from '../../idempotency';
import { GatewayError } from '../../kernel';
import type { LlmCall, Message } from '../llm-call';
import { LlmService } from '../llm.service';
import { CircuitOpen } from '../resilience/upstream-failure';
import type { StreamSink } from '../stream/relay';
import { promptOf } from './prompt';
import { queryAnswer, type QueryAnswer } from './query-answer';
import type { QueryDto } from './query.dto';
import { StoredAnswers } from './stored-answers';

const MAX_TOKENS_DEFAULT = 1024;
const HEADERS = { 'content-type': 'application/json', 'anthropic-version': '2026-10-21' } as const;

type MessageRequest = Readonly<Record<'model' | 'max_tokens' | 'messages', unknown>>;

/** How a question came in, and where its answer goes. */
export interface QueryTransport extends Pick<LlmCall, 'route' | 'departure'> {
  /** The value of `Idempotency-Key`. */
  readonly idempotencyKey: string | undefined;
  /** Takes the text in the model's pieces, and may hold the model back; without it the answer comes whole. */
  readonly onText?: (pieces: readonly string[]) => Promise<void> | undefined;
}

/** A free question with data: from the body of a request to the answer that it gets. */
@Injectable()
export class QueryService {
  readonly #model: string;
  readonly #stored = new StoredAnswers();

  constructor(
    private readonly llm: LlmService,
    private readonly idempotency: Idempotency,
    config: GatewayConfig,
  ) {
    this.#model = config.upstream.model;
  }

  /**
   * Asks the model, or answers as the same request was answered before. Raises what LlmService and Idempotency raise,
   * `validation_failed`, and `not_found` for an unknown chain.
   */
  async answer(
    query: QueryDto,
    { id, principal, body }: RequestContext,
    transport: QueryTransport,
  ): Promise<{ readonly answer: QueryAnswer; readonly replayed: boolean }> {
    if (principal === undefined)
      throw new GatewayError('credential_missing', 'A question needs somebody who asks');
    if (query.chain_id !== undefined)
      throw new GatewayError('not_found', 'There is no chain of yours with that `chain_id`');
    const { route, departure, idempotencyKey: key, onText } = transport;
    const model = query.model ?? this.#model;
    const asks = requestOf(query, model);
    const request = JSON.stringify(asks);
    const call: LlmCall = {
      model,
      asks,
      target: '/v1/messages',
      headers: HEADERS,
      body: Buffer.from(`${request.slice(0, -1)},"stream":${String(onText !== undefined)}}`),
      thread: false,
      requestId: id,
      principal,
      route,
      sessionId: null,
      departure,
    };
    const stored = StoredAnswers.keyOf(principal.id, request);
    const ask = (): Promise<QueryAnswer> => this.#ask(call, stored, onText);
    if (key === undefined || body === undefined) return { answer: await ask(), replayed: false };
    return this.idempotency.once({ principal: principal.id, route, key, body, departure }, ask);
  }

  async #ask(call: LlmCall, key: string, onText: QueryTransport['onText']): Promise<QueryAnswer> {
    const { requestId } = call;
    let text = '';
    const sink: StreamSink | undefined = onText && {
      begin: () => undefined,
      write: (_, pieces) => {
        text += pieces.join('');
        return pieces.length === 0 ? undefined : onText(pieces);
      },
    };
    try {
      const answered = await this.llm.ask(call, sink);
      const answer = queryAnswer(answered, text + textOf(answered.message), requestId);
      if (!answer.degraded) this.#stored.keep(key, answer);
      return answer;
    } catch (error) {
      const stored = error instanceof CircuitOpen ? this.#stored.find(key, requestId) : undefined;
      if (stored === undefined) throw error;
      return stored;
    }
  }
}

/** What the model is asked, however its answer comes. */
function requestOf({ question, context, max_tokens }: QueryDto, model: string): MessageRequest {
  const messages = promptOf(question, context);
  return { model, max_tokens: max_tokens ?? MAX_TOKENS_DEFAULT, messages };
}

function textOf(message: Message | undefined): string {
  return (message?.content ?? []).map(({ text = '' }) => text).join('');
}
