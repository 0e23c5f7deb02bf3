import { Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { RequestRecords, type RequestRecord } from '../http';
import { addressBucket, type GatewayError, type ModelCall } from '../kernel';
import { Addresses } from './addresses';
import { Latencies } from './latencies';
import { SlidingWindow } from './sliding-window';

/** Asked by machines, often and quickly: what they get says nothing of what clients get. */
const WATCHED = /^\/(?:health|metrics)(?:\/|$)/;
/** Nobody guesses who sends none, and one that ran out was good. */
const HARMLESS: ReadonlySet<string> = new Set(['credential_missing', 'credential_expired']);
/** Claude's words for a key that is unknown, not paid for, or not allowed. */
const KEY_REFUSED: ReadonlySet<number | undefined> = new Set([401, 402, 403]);
const TOP_ADDRESSES = 3;

/** What happened in the window. */
export interface TrafficSummary {
  /** Without those that were refused for what the client did (4xx), so that a flood of them hides nothing. */
  readonly requests: number;
  /** Of these: 5xx, and streams that broke off. */
  readonly failures: number;
  /** Milliseconds, of the same requests; streams count to their end. */
  readonly p95Ms: number;
  /** Credentials and signatures that were refused. */
  readonly authFailures: number;
  /** Where most of those came from: addresses, IPv6 by their /64. */
  readonly topAddresses: readonly (readonly [string, number])[];
}

/** Counts since the start, and the last word of the provider. */
export interface TrafficTotals {
  /** Requests that a store was away for. */
  readonly storeRefusals: number;
  /** Calls that the provider refused our key for. */
  readonly keyRefusals: number;
  /** What the provider said last of our key: the status that refused it; undefined: it was good, or nothing was said. */
  readonly keyRefusedWith: number | undefined;
  /** Requests that did not fit into the gateway's budget any more. */
  readonly budgetRefusals: number;
}

interface Slot {
  requests: number;
  failures: number;
  authFailures: number;
  readonly latencies: Latencies;
  readonly addresses: Addresses;
}

/** Counts requests as they end, for rules that look at them later. The only thing here that requests pay for. */
@Injectable()
export class Traffic implements OnApplicationBootstrap, BeforeApplicationShutdown {
  readonly #window: SlidingWindow<Slot>;
  readonly #totals = {
    storeRefusals: 0,
    keyRefusals: 0,
    keyRefusedWith: undefined as number | undefined,
    budgetRefusals: 0,
  };
  #stop: () => void = () => undefined;

  constructor(
    private readonly records: RequestRecords,
    { alerts: { windowSeconds, latencyMs } }: GatewayConfig,
  ) {
    this.#window = new SlidingWindow(windowSeconds * 1000, () => ({
      requests: 0,
      failures: 0,
      authFailures: 0,
      latencies: new Latencies(latencyMs),
      addresses: new Addresses(),
    }));
  }

  onApplicationBootstrap(): void {
    this.#stop = this.records.onRecord((record) => {
      this.note(record);
    });
  }

  beforeApplicationShutdown(): void {
    this.#stop();
  }

  get totals(): TrafficTotals {
    return this.#totals;
  }

  note(record: RequestRecord): void {
    const { failure, clientAddress, startedAt, endedAt } = record;
    for (const call of record.calls) this.#hear(call);
    if (failure?.code === 'store_unavailable') this.#totals.storeRefusals += 1;
    if (failure !== undefined && isGatewayBudget(failure)) this.#totals.budgetRefusals += 1;
    if (record.isFeed || (record.route !== undefined && WATCHED.test(record.route))) return;
    const slot = this.#window.at(endedAt);
    if (failure !== undefined && isRefusedCredential(failure)) {
      slot.authFailures += 1;
      slot.addresses.note(addressBucket(clientAddress));
    }
    if (!saysSomething(record)) return;
    slot.requests += 1;
    if (hasFailed(record)) slot.failures += 1;
    slot.latencies.note(endedAt - startedAt);
  }

  /** What happened in the window that ends at a time (epoch ms). */
  summary(now: number): TrafficSummary {
    const slots = this.#window.upTo(now);
    const sum = (count: 'requests' | 'failures' | 'authFailures'): number =>
      slots.reduce((total, slot) => total + slot[count], 0);
    return {
      requests: sum('requests'),
      failures: sum('failures'),
      authFailures: sum('authFailures'),
      p95Ms: Latencies.quantile(
        0.95,
        slots.map(({ latencies }) => latencies),
      ),
      topAddresses: Addresses.top(
        TOP_ADDRESSES,
        slots.map(({ addresses }) => addresses),
      ),
    };
  }

  #hear({ outcome, providerStatus }: ModelCall): void {
    if (KEY_REFUSED.has(providerStatus)) {
      this.#totals.keyRefusals += 1;
      this.#totals.keyRefusedWith = providerStatus;
    } else if (outcome === 'answered') this.#totals.keyRefusedWith = undefined;
  }
}

/** Whether a request tells how the gateway does: not one that was the client's fault, nor one that came too late. */
function saysSomething({ status, failure }: RequestRecord): boolean {
  if (failure?.code === 'shutting_down') return false;
  return status < 400 || status >= 499;
}

function hasFailed({ status, outcome, failure }: RequestRecord): boolean {
  // A stream that breaks off has said 200 before.
  return status >= 500 || (outcome === 'refused' && (failure?.status ?? 0) >= 500);
}

function isRefusedCredential({ layer, status, code }: GatewayError): boolean {
  return (layer === 'identity' || layer === 'signature') && status === 401 && !HARMLESS.has(code);
}

/** Not one that would never fit. */
function isGatewayBudget({ extras: { budget, resets_at } }: GatewayError): boolean {
  return budget?.['scope'] === 'gateway' && resets_at !== null;
}
