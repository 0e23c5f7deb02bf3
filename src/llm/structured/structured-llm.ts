import { Injectable, Logger, type Type } from '@nestjs/common';
import { GatewayConfig } from '../../config';
import { validated } from '../../http';
import { GatewayError } from '../../kernel';
import type { Turn } from '../data-turn';
import { textOf, type LlmAnswer } from '../llm-call';
import { LlmService } from '../llm.service';
import { ownCall, type CallTerms } from '../own-call';
import { ProviderRefusal } from '../resilience/provider-refusal';
import { outputSchemaOf } from './output-schema';

/** What is asked of the model, and the form that it fills in. */
export interface StructuredRequest<T extends object> extends CallTerms {
  readonly form: Type<T>;
  /** Undefined: the gateway's. */
  readonly model: string | undefined;
  readonly maxTokens: number;
  readonly turns: readonly Turn[];
}

export interface StructuredAnswer<T> extends Pick<LlmAnswer, 'model' | 'usage' | 'cost' | 'degraded'> {
  /** Undefined: what was answered is not as the form asks. */
  readonly filled: T | undefined;
  readonly text: string;
}

/** Questions whose answer is a form: a structured output of the Messages API, and checked again here. */
@Injectable()
export class StructuredLlm {
  readonly #log = new Logger('Llm');
  readonly #model: string;

  constructor(
    private readonly llm: LlmService,
    config: GatewayConfig,
  ) {
    this.#model = config.upstream.model;
  }

  /** The provider that is asked. */
  get provider(): string {
    return this.llm.provider;
  }

  /** Raises what LlmService raises; what the provider calls wrong is no fault of the caller's. */
  async ask<T extends object>(request: StructuredRequest<T>): Promise<StructuredAnswer<T>> {
    const { form, model = this.#model, maxTokens, turns, ...terms } = request;
    const format = { type: 'json_schema' as const, schema: outputSchemaOf(form) };
    const asked = { model, max_tokens: maxTokens, output_config: { format }, messages: turns };
    const answer = await this.llm.ask(ownCall(asked, terms)).catch(refuse);
    const text = textOf(answer.message);
    const filled = await this.#filled(form, text, terms.requestId);
    return {
      filled,
      text,
      model: answer.model,
      usage: answer.usage,
      cost: answer.cost,
      degraded: answer.degraded,
    };
  }

  /** A model that ran out of tokens, or would not answer, has not filled in the form. */
  async #filled<T extends object>(form: Type<T>, text: string, requestId: string): Promise<T | undefined> {
    try {
      return await validated(form, JSON.parse(text));
    } catch (error) {
      // The rules alone: a field may have a name that the model made up.
      const rules =
        error instanceof GatewayError ? error.extras.violations?.map(({ rule }) => rule) : ['json'];
      this.#log.warn({ request_id: requestId, rules }, 'The model did not fill in the form');
      return undefined;
    }
  }
}

function refuse(error: unknown): never {
  if (!(error instanceof ProviderRefusal)) throw error;
  const refusal = new GatewayError(
    'upstream_error',
    'The model provider refused a request of this gateway; its operator must check that the model takes structured outputs',
    { cause: error },
  );
  refusal.cost = error.cost;
  throw refusal;
}
