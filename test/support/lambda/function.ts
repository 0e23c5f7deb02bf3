import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { PROJECT } from '../gateway';

/** What the platform would send to the client. */
interface FunctionAnswer {
  readonly contentType: string;
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cookies: readonly string[];
  /** As they were written, those without a byte left out. */
  readonly pieces: readonly string[];
  readonly text: string;
  /** Whether the stream was brought to its end, and why not. */
  readonly over: { readonly ended?: boolean; readonly failed?: string };
}

interface InvokeOptions {
  readonly remainingMs?: number;
  /** Hears each piece of the body as it comes. */
  readonly onPiece?: (text: string) => void;
}

export interface TestFunction {
  invoke(event: APIGatewayProxyEventV2, options?: InvokeOptions): Promise<FunctionAnswer>;
  /** Everything that the process has printed so far. */
  output(): string;
  readonly process: ChildProcess;
  stop(): Promise<void>;
}

interface Said {
  readonly id: number;
  readonly piece?: Uint8Array;
  readonly contentType?: string;
  readonly over?: FunctionAnswer['over'];
}

/** Loads a module of `dist/deploy/lambda` into a runtime of its own. */
export function startFunction(
  module: 'handler' | 'forward',
  env: Readonly<Record<string, string>>,
): TestFunction {
  const child = fork(join(__dirname, 'runtime.mjs'), {
    env: { PATH: process.env['PATH'], FUNCTION: join(PROJECT, 'dist/deploy/lambda', module), ...env },
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    if (stream !== null) createInterface(stream).on('line', (line) => (printed += `${line}\n`));
  let lastId = 0;
  return {
    process: child,
    output: () => printed,
    invoke: (event, { remainingMs = 30_000, onPiece } = {}) =>
      new Promise((resolve, reject) => {
        const id = (lastId += 1);
        const pieces: Buffer[] = [];
        let contentType = '';
        const hear = (said: unknown): void => {
          const { piece, over, ...rest } = said as Said;
          if (rest.id !== id) return;
          contentType = rest.contentType ?? contentType;
          if (piece !== undefined) {
            pieces.push(Buffer.from(piece));
            if (pieces.length > 3) onPiece?.(Buffer.from(piece).toString());
          }
          if (over === undefined) return;
          child.off('message', hear).off('exit', gone);
          resolve(answerOf(pieces, contentType, over));
        };
        const gone = (): void => {
          reject(new Error(`The function has ended:\n${printed}`));
        };
        if (!child.connected) {
          gone();
          return;
        }
        child.on('message', hear).once('exit', gone);
        child.send({ id, event, remainingMs });
      }),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** The head as JSON, eight zero bytes, and the body. */
function answerOf(
  pieces: readonly Buffer[],
  contentType: string,
  over: FunctionAnswer['over'],
): FunctionAnswer {
  const [head = Buffer.from('{}'), delimiter, ...body] = pieces;
  if (delimiter !== undefined && !delimiter.equals(Buffer.alloc(8)))
    throw new Error('No delimiter after the head');
  const { statusCode, headers, cookies } = JSON.parse(head.toString()) as FunctionAnswer;
  const texts = body.map(String).filter((text) => text !== '');
  return {
    contentType,
    statusCode,
    headers,
    cookies,
    pieces: texts,
    text: Buffer.concat(body).toString(),
    over,
  };
}

/** An event of a function URL (payload format 2.0), as AWS documents it; header names come in lower case. */
export function eventOf({
  method = 'GET',
  path = '/',
  query = '',
  headers = {},
  cookies,
  body,
  isBase64Encoded = false,
  sourceIp = '203.0.113.7',
}: {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cookies?: string[];
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly sourceIp?: string;
}): APIGatewayProxyEventV2 {
  const domainName = 'abcdefghijklmnopqrstuvwxyz012345.lambda-url.eu-central-1.on.aws';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: path,
    rawQueryString: query,
    ...(cookies === undefined ? {} : { cookies }),
    headers: {
      'x-amzn-trace-id': 'Root=1-5bdb40ca-556d8b0c50dc66f0511bf520',
      'x-forwarded-proto': 'https',
      'x-forwarded-port': '443',
      'x-forwarded-for': sourceIp,
      host: domainName,
      'user-agent': 'curl/8.5.0',
      accept: '*/*',
      ...headers,
    },
    requestContext: {
      accountId: 'anonymous',
      apiId: 'abcdefghijklmnopqrstuvwxyz012345',
      domainName,
      domainPrefix: 'abcdefghijklmnopqrstuvwxyz012345',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp, userAgent: 'curl/8.5.0' },
      requestId: '8f2f3f0e-5f3a-4b7a-9d2e-3d3b6a6f1f10',
      routeKey: '$default',
      stage: '$default',
      time: '21/Nov/2026:19:22:29 +0000',
      timeEpoch: 1795289000000,
    },
    ...(body === undefined ? {} : { body }),
    isBase64Encoded,
  };
}
