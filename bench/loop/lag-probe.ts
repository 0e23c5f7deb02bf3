import { createServer } from 'node:net';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import { RESOLUTION_MS, SOCKET_VARIABLE, type Reading } from './lag';

/*
 * Loaded into a gateway with `--require`: measures how late its event loop is, and tells whoever connects to a socket how
 * late it was since the last time that somebody did.
 */

const path = process.env[SOCKET_VARIABLE];
// Its worker threads load it as well, and have loops of their own.
if (isMainThread && path !== undefined) {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delays.enable();
  const server = createServer((socket) => {
    const reading: Reading = {
      p50: delays.percentile(50),
      p99: delays.percentile(99),
      max: delays.max,
      samples: delays.count,
    };
    delays.reset();
    socket.end(JSON.stringify(reading));
  });
  server.listen(path).unref();
}
