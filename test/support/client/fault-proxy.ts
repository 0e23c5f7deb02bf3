import { once } from 'node:events';
import {
  createServer,
  request as ask,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What can become of a request on its way, each as often as the others. */
const FAULTS = ['429', '503', 'cut before', 'cut after', 'cut amid'] as const;
/** After a request was sent on; an answer of the tests takes longer. */
const LATEST_CUT_MS = 32;

type Fault = (typeof FAULTS)[number];

/** Something between a client and its gateway that loses one request in five, in each way in turn. */
export class FaultProxy {
  /** How often each fault was made. */
  readonly made = new Map<Fault, number>();
  #requests = 0;

  private constructor(
    private readonly target: URL,
    private readonly server: Server,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response);
    });
  }

  static async open(target: string): Promise<FaultProxy> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new FaultProxy(new URL(target), server);
  }

  get url(): string {
    return `http://127.0.0.1:${String((this.server.address() as AddressInfo).port)}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const fault = this.#fate();
    if (fault === '429') refuse(response, 429, 'rate_limited');
    else if (fault === '503') refuse(response, 503, 'overloaded');
    else if (fault === 'cut before') request.socket.destroy();
    else this.#forward(request, body, response, fault);
  }

  #fate(): Fault | undefined {
    this.#requests += 1;
    if (this.#requests % 5 !== 0) return undefined;
    const fault = FAULTS[(this.#requests / 5) % FAULTS.length] as Fault;
    this.made.set(fault, (this.made.get(fault) ?? 0) + 1);
    return fault;
  }

  #forward(
    { method, url, headers, socket }: IncomingMessage,
    body: Buffer,
    response: ServerResponse,
    fault: Fault | undefined,
  ): void {
    const { hostname, port } = this.target;
    const onward = ask({ hostname, port, method, path: url, headers });
    // A connection that breaks does so on both sides.
    const breakOff = (): void => {
      socket.destroy();
      onward.destroy();
    };
    onward.on('error', breakOff);
    onward.on('response', (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.on('error', breakOff);
      if (fault !== 'cut amid') {
        answer.pipe(response);
        return;
      }
      answer.once('data', (piece: Buffer) => {
        response.write(piece.subarray(0, Math.ceil(piece.length / 2)), breakOff);
      });
    });
    onward.end(body, () => {
      // While the gateway is at it, sooner or later.
      if (fault === 'cut after') setTimeout(breakOff, this.#requests % LATEST_CUT_MS);
    });
  }
}

function refuse(response: ServerResponse, status: number, code: string): void {
  response.writeHead(status, { 'content-type': 'application/problem+json', 'retry-after': '0' }).end(
    JSON.stringify({
      status,
      code,
      detail: 'Injected by the test',
      layer: 'gateway',
      request_id: 'req_none',
    }),
  );
}
