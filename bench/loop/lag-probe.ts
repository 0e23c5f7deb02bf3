import { closeSync, openSync, readSync } from 'node:fs';
import { createServer } from 'node:net';
import { createHistogram, monitorEventLoopDelay } from 'node:perf_hooks';
import { isMainThread } from 'node:worker_threads';
import { RESOLUTION_MS, SOCKET_VARIABLE, type Reading } from './lag';

/*
 * Loaded into a gateway with `--require`: measures how late its event loop is, and tells whoever connects to a socket how
 * late it was since the last time that somebody did.
 */

const path = process.env[SOCKET_VARIABLE];
// Its worker threads load it as well, and have loops of their own.
if (isMainThread && path !== undefined) probe(path);

function probe(socketPath: string): void {
  const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  const worked = createHistogram();
  const cpu = openSync(`/proc/self/task/${String(process.pid)}/schedstat`, 'r');
  let before = runningTime(cpu);
  delays.enable();
  const timer = setInterval(() => {
    const now = runningTime(cpu);
    worked.record(Math.max(1, now - before));
    before = now;
  }, RESOLUTION_MS);
  timer.unref();
  const server = createServer((socket) => {
    const reading: Reading = {
      p50: delays.percentile(50),
      p99: delays.percentile(99),
      max: delays.max,
      workedP99: worked.percentile(99),
      workedMax: worked.max,
      samples: delays.count,
    };
    delays.reset();
    worked.reset();
    socket.end(JSON.stringify(reading));
  });
  server.listen(socketPath).unref();
  process.once('exit', () => {
    closeSync(cpu);
  });
}

/** How long a thread has been running on a core, in nanoseconds (Linux, Documentation/scheduler/sched-stats). */
function runningTime(file: number): number {
  const text = Buffer.alloc(64);
  readSync(file, text, 0, text.length, 0);
  return Number(text.toString('latin1').split(' ', 1)[0]);
}
