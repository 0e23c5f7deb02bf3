import { Agent, request } from 'node:http';

/** Streams over kept connections, a third of which is given up in the middle. */
export interface StreamLoad {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly amount: number;
  readonly connections: number;
  /** What the whole of a stream ends with. */
  readonly ending: RegExp;
}

const ABORTED_OF = 3;

/** Resolves when all are over. Raises for one that is not answered with 200, or not with its ending. */
export async function readStreams(load: StreamLoad): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: load.connections });
  let begun = 0;
  const reader = async (): Promise<void> => {
    while (begun < load.amount) {
      begun += 1;
      await readOne(load, agent, begun % ABORTED_OF === 0);
    }
  };
  try {
    await Promise.all(Array.from({ length: load.connections }, reader));
  } finally {
    agent.destroy();
  }
}

/** Given up: after its second piece, when it is well under way and far from its end. */
function readOne(
  { url, headers, body, ending }: StreamLoad,
  agent: Agent,
  isGivenUp: boolean,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const head = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      ...headers,
    };
    const asked = request(url, { method: 'POST', agent, headers: head }, (response) => {
      let pieces = 0;
      let last = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        pieces += 1;
        last = (last + piece).slice(-1000);
        if (isGivenUp && pieces === 2) response.destroy();
      });
      response.on('error', () => undefined);
      response.on('close', () => {
        if (response.statusCode === 200 && (isGivenUp || (response.complete && ending.test(last)))) resolve();
        else
          reject(new Error(`${url}: a stream with status ${String(response.statusCode)} ended with ${last}`));
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
