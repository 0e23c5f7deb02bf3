import { Injectable, Logger } from '@nestjs/common';
import type { GatewayError, ModelCall, Principal } from '../kernel';

/** A request that is over, without anything of what was asked or answered. */
export interface RequestRecord {
  readonly requestId: string;
  /** Who asked, as far as a credential proved it. */
  readonly principal: Principal | undefined;
  readonly clientAddress: string;
  /** The header as it came (W3C Trace Context); nothing of it has been looked at. */
  readonly traceparent: string | undefined;
  readonly method: string;
  /** The declared path; undefined where none matched. */
  readonly route: string | undefined;
  /** 499 where the client left before an answer began. */
  readonly status: number;
  readonly outcome: 'answered' | 'degraded' | 'refused' | 'client_left';
  /** What it was refused or failed with, or answered without. */
  readonly failure: GatewayError | undefined;
  /** Whether its answer went on for as long as its client liked, so that the time it took says nothing. */
  readonly isFeed: boolean;
  /** The calls to a model that it took. */
  readonly calls: readonly ModelCall[];
  /** Epoch milliseconds, both. */
  readonly startedAt: number;
  readonly endedAt: number;
}

type Listener = (record: RequestRecord) => void;

/** Tells whoever listens of each request that is over. */
@Injectable()
export class RequestRecords {
  readonly #log = new Logger('Requests');
  readonly #listeners = new Set<Listener>();

  /** Returns what ends the listening. A listener takes no time: it is called on the path of requests. */
  onRecord(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  tell(record: RequestRecord): void {
    for (const listener of this.#listeners) {
      try {
        listener(record);
      } catch (error) {
        this.#log.error({ err: error }, 'Somebody who is told of requests has failed');
      }
    }
  }
}
