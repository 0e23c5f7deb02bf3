import type { ServerResponse } from 'node:http';
import { whenOver } from './when-over';

/** Fires when the connection closes before the answer is complete. */
export function departureOf(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  whenOver(response, () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}
