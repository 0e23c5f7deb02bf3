import type { Request, Response } from 'express';
import type { Principal } from '../kernel';
import type { Overview } from './overview';

const HEADERS: readonly string[] = [
  'Content-Type',
  'text/event-stream; charset=utf-8',
  'Cache-Control',
  'no-store',
  // Proxies that collect answers would turn a stream into a wait.
  'X-Accel-Buffering',
  'no',
];

/** Well under the minute after which proxies give up a silent connection. */
const PULSE_MS = 15_000;
const LONGEST_MS = 600_000;

/** One stream of overviews to somebody. What a slow reader has no room for is left out: the next event has all of it. */
export class Feed {
  #shown = '';
  #wroteAt: number;

  constructor(
    readonly request: Request,
    private readonly response: Response,
    /** Who asked. */
    readonly principal: Principal,
    /** Epoch milliseconds. */
    private readonly openedAt: number,
  ) {
    this.#wroteAt = openedAt;
  }

  /** Whether it has gone on for long enough; who asks again is looked at by every guard again. */
  isOld(now: number): boolean {
    return now - this.openedAt >= LONGEST_MS;
  }

  /** Sends an overview where something has changed, and now and then a sign of life. */
  show(overview: Overview, now: number): void {
    const what = changing(overview);
    if (what === this.#shown) {
      this.pulse(now);
      return;
    }
    // The text of an event has no line break: it is JSON.
    const data = JSON.stringify(overview);
    if (this.#write(`event: overview\nid: ${overview.timestamp}\ndata: ${data}\n\n`, now)) this.#shown = what;
  }

  /** A sign of life, where nothing was sent for a while. */
  pulse(now: number): void {
    if (now - this.#wroteAt >= PULSE_MS) this.#write(': still here\n\n', now);
  }

  /** The client asks again, here or at another replica. */
  end(): void {
    // Where it has not begun yet, it is ended by whoever begins it.
    if (this.response.headersSent && !this.response.writableEnded) this.response.end();
  }

  #write(text: string, now: number): boolean {
    const { response } = this;
    if (response.closed || response.writableEnded || response.writableNeedDrain) return false;
    if (!response.headersSent) response.writeHead(200, [...HEADERS]);
    response.write(text);
    this.#wroteAt = now;
    return true;
  }
}

/** Without what differs each time it is looked at. */
function changing(overview: Overview): string {
  const limits = { ...overview.limits, resets_at: '' };
  return JSON.stringify({ ...overview, limits, timestamp: '' });
}
