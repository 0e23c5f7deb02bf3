import type { ServerResponse } from 'node:http';
import { drained } from '../../http';

const HEADERS: readonly string[] = [
  'Content-Type',
  'text/event-stream; charset=utf-8',
  'Cache-Control',
  'no-store',
  // Proxies that collect answers would turn a stream into a wait.
  'X-Accel-Buffering',
  'no',
];

/** Server-sent events on a response. Headers go out with the first event, so that an early failure can still be a status. */
export class EventStream {
  constructor(private readonly response: ServerResponse) {}

  get begun(): boolean {
    return this.response.headersSent;
  }

  /** Writes one event. A promise asks to wait: the reader is slower than the model, and memory stays bounded. */
  send(event: string, data: unknown, headers: readonly string[] = []): Promise<void> | undefined {
    this.#write(event, data, headers);
    return drained(this.response);
  }

  /** As `send`, several at once. */
  sendEach(event: string, list: readonly unknown[]): Promise<void> | undefined {
    for (const data of list) this.#write(event, data);
    return drained(this.response);
  }

  /** Writes the last event and ends the response. A reader that has stopped reading is cut off instead. */
  close(event: string, data: unknown): void {
    if (this.response.writableNeedDrain) {
      this.response.destroy();
      return;
    }
    this.#write(event, data);
    this.response.end();
  }

  #write(event: string, data: unknown, headers: readonly string[] = []): void {
    if (!this.response.headersSent) this.response.writeHead(200, [...HEADERS, ...headers]);
    // JSON has no bare line break, so the data of an event is one line, whatever the text.
    this.response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }
}
