import { Injectable } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import type { RequestContext } from '../../http';
import { GatewayError } from '../../kernel';
import { LlmService, type LlmCall } from '../llm.service';
import { promptOf } from './prompt';
import { queryAnswer, type QueryAnswer } from './query-answer';
import type { QueryDto } from './query.dto';

const MAX_TOKENS_DEFAULT = 1024;

/** A free question with data: from the body of a request to the answer that it gets. */
@Injectable()
export class QueryService {
  readonly #model: string;

  constructor(
    private readonly llm: LlmService,
    config: GatewayConfig,
  ) {
    this.#model = config.upstream.model;
  }

  /** Asks the model. Raises what LlmService raises, `validation_failed`, and `not_found` for an unknown chain. */
  async answer(
    query: QueryDto,
    { id, principal }: RequestContext,
    transport: Pick<LlmCall, 'route' | 'departure' | 'onText'>,
  ): Promise<QueryAnswer> {
    if (principal === undefined)
      throw new GatewayError('credential_missing', 'A question needs somebody who asks');
    if (query.chain_id !== undefined)
      throw new GatewayError('not_found', 'There is no chain of yours with that `chain_id`');
    const answer = await this.llm.ask({
      ...transport,
      request: {
        model: query.model ?? this.#model,
        max_tokens: query.max_tokens ?? MAX_TOKENS_DEFAULT,
        messages: promptOf(query.question, query.context),
      },
      requestId: id,
      principal,
    });
    return queryAnswer(answer, id);
  }
}
