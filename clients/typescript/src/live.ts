import type { Call } from './call.js';
import { ConnectionError, SallyportError, TimeoutError } from './errors.js';
import type { Settings } from './options.js';
import { Patience } from './patience.js';
import { delayOf } from './retries.js';
import { eventsOf } from './events-of.js';
import type { Transport } from './transport.js';
import type { Overview } from './types.js';

export interface LiveOptions {
  /** Ends it. */
  readonly signal?: AbortSignal | undefined;
  /** Told when the gateway is there, and when it is being looked for. */
  readonly onState?: ((state: 'connected' | 'reconnecting') => void) | undefined;
}

const CALL: Call = { method: 'GET', path: '/api/live', accept: 'text/event-stream' };

/** The gateway says something every 15 seconds. */
const SILENCE_MS = 45_000;

/**
 * Snapshots as they come, over as many connections as it takes. Ends without an error when the signal fires.
 * @throws SallyportError where waiting does not help: no right to see it, a credential that has ended, no such route
 */
export async function* overviewsOf(
  transport: Transport,
  { retryDelay }: Settings,
  { signal, onState }: LiveOptions,
): AsyncGenerator<Overview, void, undefined> {
  const whole = new Patience(signal, 0);
  const isOver = (): boolean => whole.signal.aborted;
  let failures = 0;
  try {
    while (!isOver()) {
      let floor = 0;
      try {
        for await (const overview of connection(transport, whole.signal, () => onState?.('connected'))) {
          failures = 0;
          yield overview;
        }
      } catch (error) {
        if (isOver()) return;
        if (!mayPass(error)) throw error;
        floor = (error.retryAfter ?? 0) * 1000;
        onState?.('reconnecting');
      }
      await whole.sleep(floor + delayOf(failures, retryDelay)).catch(() => undefined);
      failures += 1;
    }
  } finally {
    whole.end();
  }
}

/** One connection, to its clean end. */
async function* connection(
  transport: Transport,
  signal: AbortSignal,
  connected: () => void,
): AsyncGenerator<Overview, void, undefined> {
  const patience = new Patience(signal, SILENCE_MS);
  try {
    const response = await transport.open(CALL, patience);
    connected();
    for await (const { type, data } of eventsOf(response, patience))
      if (type === 'overview') yield JSON.parse(data) as Overview;
  } finally {
    patience.end();
  }
}

/** Whether it may be otherwise later: all but refusals of who asks and of what is asked. */
function mayPass(error: unknown): error is SallyportError {
  if (error instanceof ConnectionError || error instanceof TimeoutError) return true;
  if (!(error instanceof SallyportError)) return false;
  const { status = 0 } = error;
  return status >= 500 || status === 408 || status === 429;
}
