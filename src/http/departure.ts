import type { ServerResponse } from 'node:http';
import { LightSignal, type Signal } from '../kernel';
import { whenOver } from './when-over';

/** Fires when the connection closes before the answer is complete. */
export function departureOf(response: ServerResponse): Signal {
  const departure = new LightSignal();
  whenOver(response, () => {
    if (!response.writableFinished) departure.abort();
  });
  return departure;
}
