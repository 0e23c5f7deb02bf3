/** So many keys from before stay accepted. */
const MOST_RETIRED = 8;

/**
 * The values of SECRET_KEY that are good at the moment. A new one is accepted at once and used a while later, when every
 * other gateway has had the time to see it; those from before stay accepted. Also the injection token.
 */
export class SecretKeys {
  #next: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #accepted: readonly string[] = [];

  private constructor(
    private inUse: string,
    private past: readonly string[],
  ) {
    this.#settle();
  }

  static of(current: string, ...previous: readonly (string | undefined)[]): SecretKeys {
    return new SecretKeys(
      current,
      previous.filter((key) => key !== undefined),
    );
  }

  /** Signs, seals and hashes whatever is new. */
  get current(): string {
    return this.inUse;
  }

  /** All that may have been used, the current one first. Another array after each change, and only then. */
  get accepted(): readonly string[] {
    return this.#accepted;
  }

  /** Whether a key was used before the current one; what it made should be made again. */
  isRetired(key: string): boolean {
    return key !== this.inUse && key !== this.#next && this.#accepted.includes(key);
  }

  /** Accepts a key now, uses it after some milliseconds, and says so. */
  rotateTo(key: string, afterMs: number, adopted: () => void = () => undefined): void {
    clearTimeout(this.#timer);
    // Another gateway may have been quicker, and uses it already.
    if (this.#next !== undefined) this.past = [this.#next, ...this.past];
    this.#next = key === this.inUse ? undefined : key;
    this.#settle();
    if (this.#next === undefined) return;
    this.#timer = setTimeout(() => {
      this.adopt();
      adopted();
    }, afterMs).unref();
  }

  /** Uses the key that has been accepted last. */
  adopt(): void {
    clearTimeout(this.#timer);
    if (this.#next === undefined) return;
    this.past = [this.inUse, ...this.past];
    this.inUse = this.#next;
    this.#next = undefined;
    this.#settle();
  }

  /** Accepts a key from before. */
  accept(key: string): void {
    this.past = [key, ...this.past];
    this.#settle();
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #settle(): void {
    const isPast = (key: string): boolean => key !== this.inUse && key !== this.#next;
    this.past = [...new Set(this.past)].filter(isPast).slice(0, MOST_RETIRED);
    this.#accepted = Object.freeze([
      this.inUse,
      ...(this.#next === undefined ? [] : [this.#next]),
      ...this.past,
    ]);
  }
}
