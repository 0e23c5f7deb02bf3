import { NO_USAGE, type Usage } from '../kernel';
import type { ProviderUsage } from './stream/provider-usage';
import { usageOf } from './stream/provider-usage';

/** What is known of one call so far. */
export class CallTally {
  stopReason: string | undefined = undefined;
  firstTokenAt: number | undefined = undefined;
  /** How often the upstream was asked. */
  attempts = 0;
  /** Whether the call has been handed to the ledger; it must not be twice. */
  accounted = false;
  #usage: Usage = NO_USAGE;
  #started = false;
  #ended = false;
  #contentBytes = 0;

  constructor(
    /** The model that was asked for, until the provider names the one that answers. */
    public model: string,
    readonly startedAt: number,
  ) {}

  /** The provider names the model that answers, and counts the input. */
  started(model: string, usage: ProviderUsage | undefined, now: number): void {
    this.#started = true;
    this.firstTokenAt ??= now;
    this.model = model;
    this.counted(usage);
  }

  /** A later count replaces an earlier one: the provider's counts are cumulative. */
  counted(usage: ProviderUsage | undefined): void {
    if (usage !== undefined) this.#usage = usageOf(usage, this.#usage);
  }

  content(bytes: number): void {
    this.#contentBytes += bytes;
  }

  ended(): void {
    this.#ended = true;
  }

  get isStarted(): boolean {
    return this.#started;
  }

  get isEnded(): boolean {
    return this.#ended;
  }

  /**
   * The provider's count where the answer ended. Of a broken answer the input is exact and the output is bounded from
   * above by its bytes, since no token is shorter than one.
   */
  get usage(): Usage {
    if (this.#ended || !this.#started) return this.#usage;
    return { ...this.#usage, outputTokens: Math.max(this.#usage.outputTokens, this.#contentBytes) };
  }
}
