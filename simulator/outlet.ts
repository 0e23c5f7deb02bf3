import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';

/** How an exchange ended: `cut` by the simulator itself, `client_left` before the answer was out. */
export type Outcome = 'answered' | 'client_left' | 'open' | 'cut';

/**
 * The writing side of one exchange. It waits for a slow reader, and every wait ends when the reader leaves, so that
 * no answer outlives its client.
 */
export class Outlet {
  private severed = false;
  private delivered = false;

  constructor(private readonly response: ServerResponse) {
    // Node also says `finish` when the socket died with the answer in it.
    const { socket } = response;
    response.once('finish', () => (this.delivered = socket !== null && !socket.destroyed));
  }

  /** Whether the head is out, and with it the chance to say anything else. */
  get started(): boolean {
    return this.response.headersSent;
  }

  get gone(): boolean {
    return this.response.destroyed;
  }

  get outcome(): Outcome {
    if (this.severed) return 'cut';
    if (this.delivered) return 'answered';
    return this.gone ? 'client_left' : 'open';
  }

  /** The whole answer in one write. */
  send(status: number, headers: OutgoingHttpHeaders, body: string | Buffer): void {
    this.response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(body) });
    this.response.end(body);
  }

  /** The head alone, at once; without a content-length the body goes out in chunks. */
  async start(status: number, headers: OutgoingHttpHeaders): Promise<void> {
    this.response.writeHead(status, headers);
    this.response.flushHeaders();
    await setImmediate();
  }

  /** Status and head for {@link pour}, which sends them along with the first part. */
  prepare(status: number, headers: OutgoingHttpHeaders): void {
    this.response.writeHead(status, headers);
  }

  /** Writes the parts as fast as the reader takes them and ends the answer. */
  async pour(parts: Iterable<string>): Promise<void> {
    for (const part of parts) {
      if (this.gone) return;
      if (!this.response.write(part)) await this.until('drain');
    }
    this.end();
  }

  /** Writes one part as a write of its own; the promise ends when the system has it. */
  async write(part: string | Buffer): Promise<void> {
    if (this.gone) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.response.off('close', done);
        resolve();
      };
      this.response.once('close', done);
      this.response.write(part, done);
    });
  }

  /** Waits, in milliseconds; less when the client leaves. */
  async pause(ms: number): Promise<void> {
    if (this.gone) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        clearTimeout(timer);
        this.response.off('close', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.response.once('close', done);
    });
  }

  /** Keeps the connection open and says nothing more, until the client leaves. */
  async silence(): Promise<void> {
    await this.until('close');
  }

  end(): void {
    this.response.end();
  }

  /** Closes the socket behind what was written, leaving the answer incomplete. */
  cut(): void {
    this.severed = true;
    this.response.socket?.destroySoon();
  }

  /** Answers with a TCP RST. */
  reset(): void {
    this.severed = true;
    this.response.socket?.resetAndDestroy();
  }

  private async until(event: 'drain' | 'close'): Promise<void> {
    if (this.gone) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.response.off(event, done).off('close', done);
        resolve();
      };
      this.response.once('close', done);
      if (event !== 'close') this.response.once(event, done);
    });
  }
}
