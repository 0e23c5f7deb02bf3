import type { Surcharge, Usage } from '../kernel';
import {
  countsOutput,
  NOTHING_READ,
  readUsage,
  type ProviderUsage,
  type Reading,
  type UsagePart,
} from './stream/provider-usage';

/** What is known of one call so far. */
export class CallTally {
  stopReason: string | undefined = undefined;
  firstTokenAt: number | undefined = undefined;
  /** How often the upstream was asked. */
  attempts = 0;
  /** Whether the upstream has been asked and has not failed: what it does may cost. */
  isOpen = false;
  /** Whether the call has been handed to the ledger; it must not be twice. */
  accounted = false;
  #reading: Reading = NOTHING_READ;
  /** Whether the last count came that there is. */
  #isFinal = false;
  #started = false;
  #ended = false;
  #contentBytes = 0;
  #hasThoughts = false;

  constructor(
    /** The model that was asked for, until the provider names the one that answers. */
    public model: string,
    readonly startedAt: number,
  ) {}

  /** An answer begins, with the provider's word for the model that gives it and a first count. */
  started(model: unknown, usage: ProviderUsage | null | undefined, now: number): void {
    this.#started = true;
    this.firstTokenAt ??= now;
    if (typeof model === 'string') this.model = model;
    if (usage != null) this.#reading = readUsage(usage, this.#reading);
  }

  /** The last count of an answer. It replaces the first: the provider's counts are cumulative. */
  counted(usage: ProviderUsage | null | undefined): void {
    if (usage == null) return;
    this.#reading = readUsage(usage, this.#reading);
    this.#isFinal ||= countsOutput(usage);
  }

  content(bytes: number): void {
    this.#contentBytes += bytes;
  }

  /** The model thinks, and more than it shows: the provider sends a summary, and bills the whole. */
  thinks(): void {
    this.#hasThoughts = true;
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

  /** Whether the usage is the provider's own count to the end. */
  get isExact(): boolean {
    return this.#ended && this.#isFinal && this.#reading.hasInput;
  }

  /** The provider's count as far as it came. */
  get usage(): Usage {
    return this.#reading.usage;
  }

  get surcharges(): readonly Surcharge[] {
    return this.#reading.surcharges;
  }

  /** Kinds of usage that nobody knows. */
  get unknownFields(): readonly string[] {
    return [...this.#reading.unknown.keys()];
  }

  /**
   * What has to be paid, by model; undefined where the provider has not counted the input. Of an answer without a last
   * count the input is exact, and the output is bounded from above by its bytes, since no token is shorter than one; of
   * one that was thought about, or that came in one piece, by what was allowed.
   */
  partsUpTo(maxOutput: number): readonly UsagePart[] | undefined {
    const { usage, extras, hasInput } = this.#reading;
    if (!hasInput) return undefined;
    if (this.isExact) return [{ model: this.model, usage }, ...extras];
    const isUnseen = this.#hasThoughts || (this.#ended && this.#contentBytes === 0);
    const seen = isUnseen ? maxOutput : Math.min(this.#contentBytes, maxOutput);
    const outputTokens = Math.max(usage.outputTokens, seen);
    return [{ model: this.model, usage: { ...usage, outputTokens } }, ...extras];
  }
}
