import { Injectable } from '@nestjs/common';
import type { Signal } from '../kernel';
import { ActiveUpstream } from './active-upstream';

/** What the provider said to a question that costs nothing. */
export interface ProviderWord {
  readonly status: number;
  /** Epoch milliseconds, to the second; undefined where it did not tell. */
  readonly date: number | undefined;
}

/** A connection is free when its answer is read; one that does not end is closed. */
const LONGEST_BYTES = 1_000_000;

/** Asks the provider for one of its models: whether it is there, takes the key, and knows what time it is. */
@Injectable()
export class ProviderProbe {
  constructor(private readonly upstream: ActiveUpstream) {}

  /** @throws Error when no answer came */
  async look(signal: Signal): Promise<ProviderWord> {
    const { status, headers, body } = await this.upstream.send({
      method: 'GET',
      target: '/v1/models?limit=1',
      headers: { 'anthropic-version': '2026-10-21' },
      body: undefined,
      signal,
    });
    let length = 0;
    for await (const part of body) {
      length += part.length;
      if (length > LONGEST_BYTES) break;
    }
    const date = Date.parse(headers.date ?? '');
    return { status, date: Number.isNaN(date) ? undefined : date };
  }
}
