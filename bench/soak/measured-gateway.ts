import { join } from 'node:path';
import { startGateway, type Gateway, type GatewayOptions } from '../parts/gateway';

/** What a gateway holds when nothing is left to collect. */
export interface Held {
  /** Bytes of the whole process in memory (VmRSS): heap, buffers, the database's page cache, code. */
  readonly resident: number;
  /** Bytes in use on the heaps of JavaScript, of all threads. */
  readonly heap: number;
  /** Bytes of buffers and of what else JavaScript holds outside of its heap, of the main thread. */
  readonly external: number;
  /** Files, sockets and pipes. */
  readonly openFiles: number;
}

export interface MeasuredGateway extends Gateway {
  /** Collects the garbage of all its threads first. */
  held(): Promise<Held>;
}

/** The gateway as shipped, but that it collects its garbage when it is told to. */
export async function startMeasured(options: GatewayOptions): Promise<MeasuredGateway> {
  const flags = ['--require', join(__dirname, 'collect.preload.js'), ...(options.flags ?? [])];
  const gateway = await startGateway({ ...options, flags });
  // Reports have a connection of their own from the first on, which stays: six files that no request has left behind.
  const report = await fetch(`${gateway.url}/api/usage`, { headers: { 'x-api-key': gateway.key } });
  if (report.status !== 200) throw new Error(`A report was answered with ${String(report.status)}`);
  await report.arrayBuffer();
  return {
    ...gateway,
    async held() {
      const collected = gateway.says(/^collected (.*)$/);
      gateway.signal('SIGUSR2');
      const { heap, external } = JSON.parse((await collected)[1] ?? '') as Pick<Held, 'heap' | 'external'>;
      return { resident: gateway.memory().resident, heap, external, openFiles: gateway.openFiles() };
    },
  };
}
