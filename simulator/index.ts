import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Router } from './router';

export interface SimulatorOptions {
  /** 127.0.0.1 unless told otherwise. */
  readonly host?: string;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Serve `/_simulator`: queue trouble, see the requests received. False unless told otherwise. */
  readonly control?: boolean;
}

export interface RunningSimulator {
  /** `http://host:port`, the base URL for an SDK. */
  readonly url: string;
  /** Stops listening and ends every open socket at once. */
  close(): Promise<void>;
}

/** Longer than the pools of the clients in front of it, so that no request meets a socket that is just closing. */
const KEEP_ALIVE_MS = 120_000;

/**
 * Starts a server that speaks Claude's Messages API without Claude: deterministic answers, scripted trouble.
 * Rejects with the listen error (EADDRINUSE and its like).
 */
export function startSimulator(options: SimulatorOptions = {}): Promise<RunningSimulator> {
  const { host = '127.0.0.1', port = 0, control = false } = options;
  const router = new Router(control);
  const server = createServer({ keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    void router.handle(request, response);
  });
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => {
        resolve();
      });
      server.closeAllConnections();
    });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve({ url: urlOf(server.address() as AddressInfo), close });
    });
  });
}

function urlOf({ address, family, port }: AddressInfo): string {
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${String(port)}`;
}
