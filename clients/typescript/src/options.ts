import type { Tokens } from './types.js';

/** Full jitter: each wait is random, up to `initial` times two to the power of the retries so far, and to `max`. */
export interface RetryDelay {
  /** Milliseconds; 500 unless said. */
  readonly initial?: number | undefined;
  /** Milliseconds; 8000 unless said. */
  readonly max?: number | undefined;
}

export interface SallyportOptions {
  /** Where the gateway is, a path in front of its own included. In a page: the origin of the page unless said. */
  readonly baseURL?: string | undefined;
  /** For servers: `sp_…`. */
  readonly apiKey?: string | undefined;
  /** A user token or a browser token, `eyJ…`. */
  readonly token?: string | undefined;
  /** Gets a token. Asked once for parallel calls, and again when the gateway says that the token has ended. */
  readonly getToken?: (() => string | Promise<string>) | undefined;
  /** Signs every request of an `apiKey` that says `require_signature`. */
  readonly signingSecret?: string | undefined;
  /** Milliseconds for a whole call, its retries included; of a stream: of each silence. 120,000 unless said. */
  readonly timeout?: number | undefined;
  /** How often a call is sent again; 2 unless said. With 0 a question is sent without `Idempotency-Key`. */
  readonly maxRetries?: number | undefined;
  readonly retryDelay?: RetryDelay | undefined;
  /** In place of the `fetch` that is there. */
  readonly fetch?: typeof fetch | undefined;
  /** Told each new pair of tokens of a log-in, and `undefined` when it has ended. */
  readonly onTokens?: ((tokens: Tokens | undefined) => void) | undefined;
  /** An API key in a page is a key that everybody has. For tools that run nowhere but at home. */
  readonly allowKeyInBrowser?: boolean | undefined;
}

/** What one call may say otherwise. */
export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
  /** As in `SallyportOptions`. */
  readonly timeout?: number | undefined;
  /** As in `SallyportOptions`. */
  readonly maxRetries?: number | undefined;
}

/** Of calls that ask the model. */
export interface AskOptions extends CallOptions {
  /** One of your own makes repetitions over several calls or processes one: they get one answer and cost once. */
  readonly idempotencyKey?: string | undefined;
}

/** Options, complete. */
export interface Settings {
  readonly baseURL: string;
  readonly timeout: number;
  readonly maxRetries: number;
  readonly retryDelay: { readonly initial: number; readonly max: number };
  readonly fetch: typeof fetch;
}

interface Surroundings {
  readonly window?: { readonly document?: unknown };
  readonly location?: { readonly origin?: string };
}

/** @throws TypeError where options are wrong or contradict each other; no message has a value in it */
export function settingsOf(options: SallyportOptions): Settings {
  const { apiKey, token, getToken, signingSecret, allowKeyInBrowser } = options;
  const { window, location } = globalThis as Surroundings;
  if ([apiKey, token, getToken].filter((one) => one !== undefined).length > 1)
    throw new TypeError('Give one of apiKey, token and getToken');
  if (signingSecret !== undefined && apiKey === undefined)
    throw new TypeError('A signingSecret belongs to an apiKey');
  if (apiKey !== undefined && window?.document !== undefined && allowKeyInBrowser !== true)
    throw new TypeError(
      'An API key in a page is a key that everybody has: mint a browser token (mintToken) for it, or say allowKeyInBrowser',
    );
  // Called as a method of something else, the browser's own would refuse.
  const { fetch: given = (...request) => fetch(...request) } = options;
  return {
    baseURL: addressOf(options.baseURL ?? location?.origin),
    timeout: options.timeout ?? 120_000,
    maxRetries: options.maxRetries ?? 2,
    retryDelay: { initial: options.retryDelay?.initial ?? 500, max: options.retryDelay?.max ?? 8000 },
    fetch: given,
  };
}

/** Without a slash at the end. */
function addressOf(text: string | undefined): string {
  if (text === undefined) throw new TypeError('baseURL is needed: where is the gateway?');
  if (!/^https?:\/\/[^/?#@\s]+(?:\/[^?#\s]*)?$/i.test(text))
    throw new TypeError('baseURL has to be like https://gateway.example.com');
  return text.replace(/\/+$/, '');
}
