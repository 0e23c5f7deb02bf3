import { invalidRequest } from './api-error';
import type { Trouble } from './trouble';

interface Queued {
  readonly trouble: Trouble;
  readonly match: string | undefined;
  times: number;
}

/** Trouble waiting for the requests it is meant for, first come first served. */
export class TroubleQueue {
  private static readonly MOST = 1_000;
  private entries: Queued[] = [];

  /** @param match strikes only requests whose raw body contains it; all when undefined */
  add(trouble: Trouble, times: number, match: string | undefined): void {
    if (this.entries.length >= TroubleQueue.MOST) throw invalidRequest('trouble: the queue is full');
    this.entries.push({ trouble, match, times });
  }

  /** The trouble a request with this body is due, used up once. */
  take(body: string): Trouble | undefined {
    if (this.entries.length === 0) return undefined;
    const due = this.entries.find(({ match }) => match === undefined || body.includes(match));
    if (due === undefined) return undefined;
    due.times -= 1;
    if (due.times === 0) this.entries = this.entries.filter((entry) => entry !== due);
    return due.trouble;
  }

  clear(): void {
    this.entries = [];
  }
}
