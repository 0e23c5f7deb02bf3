import { Agent, request } from 'node:http';

/** One request, and the status that its answer has to have. */
export interface Question {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
  readonly status: number;
}

export interface Answer {
  readonly status: number;
  readonly body: string;
}

const agent = new Agent({ keepAlive: true });

/** Asks and reads the whole answer, of which it keeps the beginning. */
export function ask(url: string, { method, path, headers = {}, body }: Question): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
    const outgoing = request(
      `${url}${path}`,
      { method: method ?? (body === undefined ? 'GET' : 'POST'), agent, headers: { ...headers, ...length } },
      (incoming) => {
        let kept = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (piece: string) => {
          if (kept.length < KEPT) kept += piece;
        });
        incoming.on('error', reject).on('end', () => {
          resolve({ status: incoming.statusCode ?? 0, body: kept });
        });
      },
    );
    outgoing.on('error', reject).end(body);
  });
}

const KEPT = 1_000_000;
