import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { Request, Response } from 'express';
import { callerOf, Identification } from '../auth';
import { Drain, whenOver } from '../http';
import { Clock, GatewayError, type Principal } from '../kernel';
import { Feed } from './feed';
import { Overviews } from './overviews';

const EVERY_MS = 1000;
const MOST_OF_ONE = 5;
const MOST = 200;

/** Everybody who watches this process. */
@Injectable()
export class Feeds implements BeforeApplicationShutdown {
  readonly #log = new Logger('Live');
  readonly #open = new Set<Feed>();
  readonly #busy = new Set<Feed>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly overviews: Overviews,
    private readonly identification: Identification,
    private readonly drain: Drain,
    private readonly clock: Clock,
  ) {
    drain.leaving.addEventListener('abort', () => {
      for (const feed of this.#open) feed.end();
    });
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.#timer);
  }

  /**
   * Begins to tell somebody, with a first overview at once; it goes on by itself.
   * @throws GatewayError `concurrency_limited`, `overloaded`, `shutting_down` or `store_unavailable`
   */
  async open(request: Request, response: Response): Promise<void> {
    const principal = callerOf(request);
    this.#requireRoom(principal);
    const feed = new Feed(request, response, principal, this.clock.now());
    this.#open.add(feed);
    this.#timer ??= setInterval(() => {
      for (const one of this.#open) void this.#tend(one);
    }, EVERY_MS).unref();
    whenOver(response, () => {
      this.#close(feed);
    });
    this.#busy.add(feed);
    try {
      const overview = await this.overviews.of(request.context, principal);
      request.context.isFeed = true;
      feed.show(overview, this.clock.now());
      if (this.drain.isLeaving) feed.end();
    } finally {
      this.#busy.delete(feed);
    }
  }

  #requireRoom({ id }: Principal): void {
    if (this.drain.isLeaving) throw refusal('shutting_down', 'This replica is ending; watch another one', 1);
    if (this.#open.size >= MOST) throw refusal('overloaded', 'As many watch as this replica can tell', 5);
    const own = [...this.#open].filter(({ principal }) => principal.id === id);
    if (own.length >= MOST_OF_ONE)
      throw refusal('concurrency_limited', `Maximum ${String(MOST_OF_ONE)} live feeds at once; close one`, 5);
  }

  #close(feed: Feed): void {
    this.#open.delete(feed);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Tells of what is new, as long as the credential is as good as when it came. */
  async #tend(feed: Feed): Promise<void> {
    if (this.#busy.has(feed)) return;
    this.#busy.add(feed);
    const { context } = feed.request;
    try {
      if (feed.isOld(this.clock.now()) || !(await this.#isStillGood(feed))) {
        feed.end();
        return;
      }
      feed.show(await this.overviews.of(context, callerOf(feed.request)), this.clock.now());
    } catch (error) {
      // Nothing is told while a store is away; whoever watches has to be known, and so has what they see.
      feed.pulse(this.clock.now());
      if (!isAway(error)) this.#log.error({ err: error, request_id: context.id }, 'A live feed has failed');
    } finally {
      this.#busy.delete(feed);
    }
  }

  async #isStillGood({ request, principal }: Feed): Promise<boolean> {
    try {
      const now = await this.identification.principalOf(request);
      if (admitted(now) !== admitted(principal)) return false;
      request.context.principal = now;
      return true;
    } catch (error) {
      if (isAway(error)) throw error;
      return false;
    }
  }
}

/** All that the guards have let somebody in by: whoever has changed in it has to pass them again. */
function admitted({ id, role, mode, allowedNetworks, origins, signingSecret }: Principal): string {
  const networks = allowedNetworks?.map((network) => JSON.stringify(network));
  return JSON.stringify([id, role, mode, networks, origins, signingSecret === undefined]);
}

function isAway(error: unknown): boolean {
  return error instanceof GatewayError && error.status >= 500;
}

function refusal(
  code: 'concurrency_limited' | 'overloaded' | 'shutting_down',
  detail: string,
  seconds: number,
): GatewayError {
  return new GatewayError(code, detail, { extras: { retry_after: seconds } });
}
