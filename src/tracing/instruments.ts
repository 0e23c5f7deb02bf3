import type { Histogram, Meter } from '@opentelemetry/api';
import { METRIC_HTTP_SERVER_REQUEST_DURATION } from '@opentelemetry/semantic-conventions';
import type { RequestRecord } from '../http';
import type { ModelCall } from '../kernel';
import { errorTypeOf, firstChunkOf, inputTokensOf, isCounted, operationOf } from './gen-ai';
import { KnownModels } from './known-models';
import { seriesOf } from './request-attributes';

/* Boundaries as the conventions give them: HTTP metrics, and docs/gen-ai/gen-ai-metrics.md (see gen-ai.ts). */
const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const CALL_SECONDS = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
const FIRST_TOKEN_SECONDS = [
  0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
];
const TOKENS = Array.from({ length: 14 }, (_, power) => 4 ** power);

/** The numbers that the conventions want of a server, and of a client of models. */
export class Instruments {
  readonly #models = new KnownModels();
  readonly #request: Histogram;
  readonly #call: Histogram;
  readonly #firstToken: Histogram;
  readonly #tokens: Histogram;

  constructor(meter: Meter) {
    const histogram = (name: string, unit: string, boundaries: number[]): Histogram =>
      meter.createHistogram(name, { unit, advice: { explicitBucketBoundaries: boundaries } });
    this.#request = histogram(METRIC_HTTP_SERVER_REQUEST_DURATION, 's', REQUEST_SECONDS);
    this.#call = histogram('gen_ai.client.operation.duration', 's', CALL_SECONDS);
    this.#firstToken = histogram('gen_ai.server.time_to_first_token', 's', FIRST_TOKEN_SECONDS);
    this.#tokens = histogram('gen_ai.client.token.usage', '{token}', TOKENS);
  }

  count(record: RequestRecord): void {
    if (!record.isFeed) this.#request.record(secondsOf(record), seriesOf(record));
    for (const call of record.calls) this.#countCall(call);
  }

  #countCall(call: ModelCall): void {
    const series = {
      'gen_ai.operation.name': operationOf(call),
      'gen_ai.provider.name': 'anthropic',
      ...this.#models.of(call),
    };
    this.#call.record(secondsOf(call), { ...series, 'error.type': errorTypeOf(call) });
    const firstChunk = firstChunkOf(call);
    if (firstChunk !== undefined) this.#firstToken.record(firstChunk, series);
    if (!isCounted(call)) return;
    this.#tokens.record(inputTokensOf(call), { ...series, 'gen_ai.token.type': 'input' });
    this.#tokens.record(call.usage.outputTokens, { ...series, 'gen_ai.token.type': 'output' });
  }
}

function secondsOf({ startedAt, endedAt }: { readonly startedAt: number; readonly endedAt: number }): number {
  return Math.max(0, endedAt - startedAt) / 1000;
}
