import type { ModelCall } from '../kernel';
import { isCounted } from './gen-ai';

const MODELS_KNOWN = 50;
const OTHER = 'other';

/**
 * Which models have series of their own: those that the provider has counted tokens of, fifty at most. Clients may write
 * any name, and the provider answers in none that it does not have.
 */
export class KnownModels {
  readonly #names = new Set<string>();

  of(call: ModelCall): Readonly<Record<string, string>> {
    const isAnswered = call.outcome === 'answered' && isCounted(call);
    if (isAnswered) for (const name of [call.model, call.asked]) this.#learn(name);
    return {
      'gen_ai.request.model': this.#nameOf(call.asked),
      ...(isAnswered && { 'gen_ai.response.model': this.#nameOf(call.model) }),
    };
  }

  #learn(name: string): void {
    if (this.#names.size < MODELS_KNOWN) this.#names.add(name);
  }

  #nameOf(name: string): string {
    return this.#names.has(name) ? name : OTHER;
  }
}
