import { Counter, Histogram, type Registry } from 'prom-client';
import type { ModelCall, Usage } from '../kernel';
import { providerStatusLabel, type ModelLabels } from './labels';

/** Around what people feel as prompt, slow, and broken. */
const FIRST_TOKEN = [0.05, 0.1, 0.25, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 20, 30, 60];

/** The kinds of tokens that have prices of their own. */
const TOKENS = [
  ['input', 'inputTokens'],
  ['output', 'outputTokens'],
  ['cache_write_5m', 'cacheWrite5mTokens'],
  ['cache_write_1h', 'cacheWrite1hTokens'],
  ['cache_read', 'cacheReadTokens'],
  ['unknown', 'unknownUnits'],
] as const satisfies readonly (readonly [string, keyof Usage])[];

/** What calls to models used, cost and came to. */
export class CallMetrics {
  readonly #calls: Counter<'model' | 'outcome' | 'provider_status'>;
  readonly #retries: Counter<'model'>;
  readonly #firstToken: Histogram<'model'>;
  readonly #tokens: Counter<'model' | 'kind'>;
  /** Micro-USD, exact below 2^53: sums of fractions of a dollar would drift. */
  readonly #spent = new Map<string, number>();

  constructor(
    registry: Registry,
    private readonly models: ModelLabels,
  ) {
    const registers = [registry];
    this.#calls = new Counter({
      name: 'sallyport_upstream_calls_total',
      help: 'Calls to a model that are over, with the HTTP status that the provider refused them with',
      labelNames: ['model', 'outcome', 'provider_status'],
      registers,
    });
    this.#retries = new Counter({
      name: 'sallyport_upstream_retries_total',
      help: 'How often the provider was asked again',
      labelNames: ['model'],
      registers,
    });
    this.#firstToken = new Histogram({
      name: 'sallyport_time_to_first_token_seconds',
      help: 'Of streamed calls: from the call to its first event, retries included',
      labelNames: ['model'],
      buckets: FIRST_TOKEN,
      registers,
    });
    this.#tokens = new Counter({
      name: 'sallyport_tokens_total',
      help: 'Tokens as the provider counted them',
      labelNames: ['model', 'kind'],
      registers,
    });
    const spent = this.#spent;
    new Counter({
      name: 'sallyport_cost_usd_total',
      help: 'What calls cost by the price list, in US dollars',
      labelNames: ['model'],
      registers,
      collect() {
        this.reset();
        for (const [model, microUsd] of spent) this.inc({ model }, microUsd / 1e6);
      },
    });
  }

  count(call: ModelCall): void {
    const model = this.models.of(call.model);
    const { outcome, providerStatus, attempts, startedAt, firstTokenAt, usage } = call;
    this.#calls.inc({ model, outcome, provider_status: providerStatusLabel(providerStatus) });
    if (attempts > 1) this.#retries.inc({ model }, attempts - 1);
    if (call.streamed && firstTokenAt !== undefined)
      this.#firstToken.observe({ model }, Math.max(0, firstTokenAt - startedAt) / 1000);
    for (const [kind, field] of TOKENS) if (usage[field] > 0) this.#tokens.inc({ model, kind }, usage[field]);
    this.#spent.set(model, (this.#spent.get(model) ?? 0) + Number(call.cost));
  }
}
