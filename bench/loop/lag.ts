import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export const SOCKET_VARIABLE = 'BENCH_LAG_SOCKET';
/** A timer of the loop's own is set so far ahead; what it comes later than that is lag. */
export const RESOLUTION_MS = 2;

/** What the probe counts, in nanoseconds from one round of its timer to the next. */
export interface Reading {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  readonly workedP99: number;
  readonly workedMax: number;
  readonly samples: number;
}

/** How late an event loop was, in milliseconds. */
export interface Lag {
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /**
   * What of it was the loop's own work between two rounds, by the CPU time of its thread. On a machine that does nothing
   * else it is all; where others want the cores as well, this is what the gateway can do something about.
   */
  readonly worked: { readonly p99: number; readonly max: number };
}

/** What a gateway is started with, so that its lag can be read. */
export function probed(socket: string): {
  readonly flags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
} {
  return { flags: ['--require', join(__dirname, 'lag-probe.js')], env: { [SOCKET_VARIABLE]: socket } };
}

/** Forgets the lag until now. */
export async function resetLag(socket: string): Promise<void> {
  await text(connect(socket));
}

/** The lag since it was read or reset last. @throws Error when nothing was measured */
export async function readLag(socket: string): Promise<Lag> {
  const reading = JSON.parse(await text(connect(socket))) as Reading;
  if (reading.samples === 0) throw new Error('The probe has measured nothing');
  return {
    p50: lateness(reading.p50),
    p99: lateness(reading.p99),
    max: lateness(reading.max),
    worked: { p99: reading.workedP99 / 1e6, max: reading.workedMax / 1e6 },
  };
}

function lateness(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS);
}
