import { NO_USAGE, type Usage } from '../kernel';
import type { Upstream, UpstreamCall, UpstreamEvent } from './upstream';

export const usage = (inputTokens: number, outputTokens: number): Usage => ({
  ...NO_USAGE,
  inputTokens,
  outputTokens,
});

export const STARTED: UpstreamEvent = { type: 'started', model: 'claude-sonnet-5-5', usage: usage(10, 1) };
export const ENDED: UpstreamEvent = { type: 'ended', stopReason: 'end_turn', usage: usage(10, 20) };
export const text = (piece: string): UpstreamEvent => ({ type: 'text', text: piece });

/** What a fake upstream does next: tell an event, fail, or say nothing until it is called off. */
export type Act = UpstreamEvent | Error | 'hang';

/** An upstream that plays its acts, as a real one would: it ends at once when the call is called off. */
export class FakeUpstream implements Upstream {
  readonly id = 'fake';
  readonly calls: UpstreamCall[] = [];
  closed = false;

  constructor(private readonly acts: readonly Act[]) {}

  async *call(call: UpstreamCall): AsyncGenerator<UpstreamEvent> {
    this.calls.push(call);
    for (const act of this.acts) {
      call.signal.throwIfAborted();
      if (act instanceof Error) throw act;
      if (act === 'hang') await calledOff(call.signal);
      else yield act;
    }
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}

function calledOff(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (): void => {
      reject(signal.reason as Error);
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end);
  });
}
