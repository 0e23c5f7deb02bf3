import { Session } from 'node:inspector';
import { writeSync } from 'node:fs';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';

/*
 * Loaded into a gateway under measurement before anything else (`node --require`), in each of its threads: at SIGUSR2
 * all of them collect their garbage, as the collector of developer tools does, and the main thread prints what is left.
 * No flag of Node is changed, and no port is opened.
 */

type Word = 'here' | 'gone' | 'collect' | number;

const channel = new BroadcastChannel('sallyport-soak');
channel.unref();

/** Twice: what a first round finalises, a second one frees. Gives the bytes of the heap that are in use. */
async function collect(): Promise<number> {
  await collectOnce();
  await collectOnce();
  return process.memoryUsage().heapUsed;
}

/** A session collects once only. */
function collectOnce(): Promise<void> {
  const session = new Session();
  session.connect();
  return new Promise((resolve) => {
    session.post('HeapProfiler.collectGarbage', () => {
      setImmediate(() => {
        session.disconnect();
        resolve();
      });
    });
  });
}

function collectEverywhere(): void {
  let threads = 0;
  let awaited = 1;
  let others = 0;
  const isIn = (heapUsed: number): void => {
    others += heapUsed;
    awaited -= 1;
    if (awaited > 0) return;
    const { heapUsed: own, external } = process.memoryUsage();
    writeSync(1, `collected ${JSON.stringify({ heap: own + others, external })}\n`);
  };
  channel.onmessage = ({ data }: { readonly data: unknown }) => {
    const word = data as Word;
    if (word === 'here') threads += 1;
    else if (word === 'gone') threads -= 1;
    else if (typeof word === 'number') isIn(word);
  };
  process.on('SIGUSR2', () => {
    awaited = threads + 1;
    others = 0;
    channel.postMessage('collect' satisfies Word);
    void collect().then(() => {
      isIn(0);
    });
  });
}

if (isMainThread) collectEverywhere();
else {
  channel.onmessage = ({ data }: { readonly data: unknown }) => {
    if (data === 'collect')
      void collect().then((heapUsed) => {
        channel.postMessage(heapUsed satisfies Word);
      });
  };
  channel.postMessage('here' satisfies Word);
  process.once('exit', () => {
    channel.postMessage('gone' satisfies Word);
  });
}
