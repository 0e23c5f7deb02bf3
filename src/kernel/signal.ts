/** What is asked of an AbortSignal here. Every AbortSignal is one. */
export interface Signal {
  readonly aborted: boolean;
  /** What whoever waits fails with, once it has fired. */
  readonly reason: Error | undefined;
  throwIfAborted(): void;
  addEventListener(type: 'abort', listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * A signal that costs one object. Requests have several each, and an AbortController makes an event target, a list of
 * listeners and, when it fires, an error with its stack (docs/performance.md).
 */
export class LightSignal implements Signal {
  #aborted = false;
  #reason: Error | undefined = undefined;
  #listeners: Set<() => void> | undefined = undefined;

  get aborted(): boolean {
    return this.#aborted;
  }

  /** As AbortController has it where nobody gave another. */
  get reason(): Error | undefined {
    if (this.#aborted) this.#reason ??= new DOMException('This operation was aborted', 'AbortError');
    return this.#reason;
  }

  throwIfAborted(): void {
    if (this.#aborted) throw this.reason as Error;
  }

  /** How many wait for it. */
  get listeners(): number {
    return this.#listeners?.size ?? 0;
  }

  /** Fires it, once; each listener is told once. */
  abort(reason?: Error): void {
    if (this.#aborted) return;
    this.#aborted = true;
    this.#reason = reason;
    const listeners = this.#listeners;
    this.#listeners = undefined;
    if (listeners !== undefined) for (const listener of listeners) listener();
  }

  addEventListener(_type: 'abort', listener: () => void): void {
    if (!this.#aborted) (this.#listeners ??= new Set()).add(listener);
  }

  removeEventListener(_type: 'abort', listener: () => void): void {
    this.#listeners?.delete(listener);
  }
}
