import type { Request } from 'express';
import type { GatewayError, ModelCall, Principal } from '../kernel';

/** Where the caller stands in the current window, for the headers of the answer. */
export interface RateLimitState {
  readonly maxRequests: number;
  readonly windowSeconds: number;
  /** Admitted requests of this window, at most `maxRequests`. */
  readonly used: number;
  /** Whether the request that was just counted is one too many. */
  readonly exceeded: boolean;
  /** Whole seconds until the window ends. */
  readonly resetsInSeconds: number;
}

/** A credential as it came, with the header that carried it. */
export interface PresentedCredential {
  readonly header: 'x-api-key' | 'authorization';
  readonly value: string;
}

const NO_CALLS: readonly ModelCall[] = [];

/** All that the gateway knows of one request, filled in as the request passes the guards. */
export class RequestContext {
  principal: Principal | undefined = undefined;
  rateLimit: RateLimitState | undefined = undefined;
  /** What the body still has to prove once it is read; throws when it does not. */
  checkBody: ((body: Buffer) => void) | undefined = undefined;
  /** The body as it came, once it is read. */
  body: Buffer | undefined = undefined;
  /** What it was refused with, or failed with. */
  refusal: GatewayError | undefined = undefined;
  /** Why its answer has less than it should, although it is one. */
  shortfall: GatewayError | undefined = undefined;
  /** Whether its answer goes on for as long as its client likes, so that the time it took says nothing. */
  isFeed = false;
  /** The calls to a model that it took. */
  calls: readonly ModelCall[] = NO_CALLS;
  /** What is being done for it, which may outlast its client; undefined: nothing. Never rejects. */
  work: Promise<void> | undefined = undefined;

  constructor(
    /** Sent back as `x-request-id`. */
    readonly id: string,
    /** Epoch milliseconds. */
    readonly startedAt: number,
    readonly clientAddress: string,
    readonly credentials: readonly PresentedCredential[],
  ) {}

  /** The request counts as under way until this is over, also when its client leaves. */
  during<T>(work: Promise<T>): Promise<T> {
    const over = (): void => {
      this.work = undefined;
    };
    this.work = work.then(over, over);
    return work;
  }

  /** Takes note of a call to a model that is over; a function of its own, to be handed on. */
  readonly onCall = (call: ModelCall): void => {
    this.calls = this.calls.length === 0 ? [call] : [...this.calls, call];
  };
}

declare module 'http' {
  interface IncomingMessage {
    /** Set by the ingress middleware, before anything else looks at the request. */
    context: RequestContext;
  }
}

/** The declared path of the route that matched, such as `/api/chains/:id`; undefined where none did. */
export function routeOf(request: Request): string | undefined {
  const { path } = (request.route ?? {}) as { path?: string };
  return path === UNKNOWN_ROUTE ? undefined : path;
}

/** The path that catches what no route declares, the root among it. */
export const UNKNOWN_ROUTE = '/{*path}';
