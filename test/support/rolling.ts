import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { QUESTION } from './ask';
import { startGateway, type TestGateway } from './gateway';
import { isComplete } from './money';
import { message } from './native';
import { freePort } from './servers/free-port';
import { startNginx, type Nginx } from './servers/nginx';
import { startTestSimulator, type TestSimulator } from './simulator';
import { freshStores, type TestStores } from './storage';

/** A machine that is too slow for the pace slows it down, and does not pile up what waits. */
const MOST_UNDER_WAY = 24;

/**
 * As rollouts wait (`minReadySeconds`): what the first gateway passed on has to be answered before the second one is told to
 * end as well.
 */
const SETTLE_MS = 1500;

/** What became of one request. */
export interface Outcome {
  readonly id: string;
  /** 0 where the connection failed. */
  readonly status: number;
  /** Whether all of the answer came. */
  readonly isWhole: boolean;
  readonly ms: number;
  readonly text: string;
}

/** Two gateways behind nginx, which can be restarted one after the other as a rollout does it. */
export class Fleet {
  readonly #gateways: TestGateway[] = [];

  private constructor(
    private readonly simulator: TestSimulator,
    private readonly stores: TestStores,
    private readonly ports: readonly number[],
    private readonly nginx: Nginx,
  ) {}

  static async start(): Promise<Fleet> {
    const ports = [await freePort(), await freePort()];
    const [simulator, stores, nginx] = await Promise.all([
      startTestSimulator(),
      freshStores(),
      startNginx(ports),
    ]);
    const fleet = new Fleet(simulator, stores, ports, nginx);
    for (const at of ports.keys()) await fleet.#boot(at);
    return fleet;
  }

  get url(): string {
    return this.nginx.url;
  }

  get first(): TestGateway {
    return this.#gateways[0] as TestGateway;
  }

  /** SIGTERM, another one on its port, and some time for it. @returns the exit code of the one that ended */
  async restart(at: number): Promise<unknown> {
    const old = this.#gateways[at] as TestGateway;
    const ended = once(old.process, 'exit');
    old.process.kill('SIGTERM');
    const [code] = (await ended) as [unknown];
    await old.stop();
    await this.#boot(at);
    await pause(SETTLE_MS);
    return code;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#gateways.map((gateway) => gateway.stop()));
    await Promise.all([this.nginx.stop(), this.simulator.close()]);
    this.stores.remove();
  }

  async #boot(at: number): Promise<void> {
    this.#gateways[at] = await startGateway({
      stores: this.stores,
      settings: { ...this.simulator.settings, PORT: String(this.ports[at]), TRUST_PROXY: '1', REPLICAS: '2' },
    });
  }
}

/** Plain questions, streams in both shapes, and reads; clients that together keep a steady pace. */
export class SteadyLoad {
  readonly outcomes: Outcome[] = [];
  readonly #agent = new Agent({ keepAlive: true });
  readonly #underWay = new Set<Promise<void>>();
  #isOver = false;
  readonly #pace: Promise<void>;

  constructor(
    private readonly url: string,
    private readonly key: string,
    perSecond: number,
  ) {
    this.#pace = this.#run(perSecond);
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#pace;
    await Promise.all(this.#underWay);
    this.#agent.destroy();
  }

  async #run(perSecond: number): Promise<void> {
    const begun = performance.now();
    let sent = 0;
    while (!this.#isOver) {
      const due = ((performance.now() - begun) * perSecond) / 1000;
      for (; sent < due && this.#underWay.size < MOST_UNDER_WAY; sent += 1) this.#begin(sent);
      await pause(5);
    }
  }

  #begin(number: number): void {
    const call = this.#call(number).finally(() => {
      this.#underWay.delete(call);
    });
    this.#underWay.add(call);
  }

  async #call(number: number): Promise<void> {
    const id = `rolling-${String(number)}`;
    const begun = performance.now();
    const told = await this.#send(number, id).catch((error: unknown) => ({ status: 0, text: String(error) }));
    const isWhole = told.status === 200 && (number % 4 === 3 || isComplete(told.text));
    this.outcomes.push({ id, isWhole, ms: performance.now() - begun, ...told });
  }

  async #send(number: number, id: string): Promise<{ status: number; text: string }> {
    const [path, body] = requestOf(number);
    const request = httpRequest(`${this.url}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      agent: this.#agent,
      headers: {
        'x-api-key': this.key,
        'x-request-id': id,
        'content-type': 'application/json',
        'anthropic-version': '2023-06-01',
      },
    });
    request.end(body === undefined ? undefined : JSON.stringify(body));
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    let text = '';
    for await (const chunk of response.setEncoding('utf8')) text += chunk as string;
    return { status: response.statusCode ?? 0, text };
  }
}

function requestOf(number: number): readonly [string, unknown] {
  switch (number % 4) {
    case 0:
      return ['/api/query', QUESTION];
    case 1:
      return ['/api/query', { ...QUESTION, stream: true }];
    case 2:
      return ['/v1/messages', message('rolling', { stream: true })];
    default:
      return ['/api/rate-limit-status', undefined];
  }
}
