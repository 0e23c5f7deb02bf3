import { mayBeRepeated, signableOf, type Call } from './call.js';
import type { Credential } from './credentials.js';
import { ConnectionError, SallyportError } from './errors.js';
import type { CallOptions, Settings } from './options.js';
import { Patience } from './patience.js';
import { errorOf } from './problem.js';
import { Retries } from './retries.js';
import type { Signable } from './signature.js';

/** Tokens have codes for their end; another credential is wrong, and stays so. */
const ENDED: readonly string[] = ['credential_expired', 'credential_invalid'];

/** Sends calls. */
export class Transport {
  readonly #settings: Settings;
  readonly #credential: () => Credential | undefined;

  constructor(settings: Settings, credential: () => Credential | undefined) {
    this.#settings = settings;
    this.#credential = credential;
  }

  /** What one call may take: of its own options, and of those of the client. `end` has to be called. */
  patience({ signal, timeout = this.#settings.timeout }: CallOptions): Patience {
    return new Patience(signal, timeout);
  }

  retries(call: Call, patience: Patience, { maxRetries = this.#settings.maxRetries }: CallOptions): Retries {
    const { retryDelay } = this.#settings;
    return new Retries({ maxRetries, retryDelay }, patience, mayBeRepeated(call));
  }

  /** The JSON of an answer, after as many attempts as it takes; undefined where it has none. */
  async send<T>(call: Call, options: CallOptions = {}): Promise<T> {
    const patience = this.patience(options);
    const retries = this.retries(call, patience, options);
    let wasLost = false;
    try {
      for (;;) {
        try {
          return await jsonOf<T>(await this.open(call, patience), patience);
        } catch (error) {
          // An attempt whose answer was lost has deleted it.
          if (wasLost && call.method === 'DELETE' && isMissing(error)) return undefined as T;
          wasLost ||= !isRefusal(error);
          await retries.after(error);
        }
      }
    } finally {
      patience.end();
    }
  }

  /** One attempt, and once more with another token where the gateway says that this one has ended. */
  async open(call: Call, patience: Patience): Promise<Response> {
    const credential = call.credential === undefined ? this.#credential() : call.credential;
    const request = signableOf(call);
    const attempt = async (proof: Readonly<Record<string, string>>): Promise<Response | SallyportError> => {
      const response = await this.#fetch(call, request, proof, patience);
      return isGood(response, call) ? response : errorOf(response).catch(connectionErrorOf(patience));
    };
    const proof = (await patience.until(credential?.headers(request) ?? nothing)) ?? {};
    let outcome = await attempt(proof);
    if (
      outcome instanceof SallyportError &&
      ENDED.includes(outcome.code) &&
      credential?.renew !== undefined
    ) {
      const isRenewed = await patience.until(credential.renew(proof));
      if (isRenewed) outcome = await attempt(await patience.until(credential.headers(request)));
    }
    if (outcome instanceof SallyportError) throw outcome;
    return outcome;
  }

  async #fetch(
    { idempotencyKey, accept = 'application/json' }: Call,
    { method, target, body }: Signable,
    proof: Readonly<Record<string, string>>,
    patience: Patience,
  ): Promise<Response> {
    const response = await this.#settings
      .fetch(this.#settings.baseURL + target, {
        method,
        headers: {
          accept,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
          ...proof,
        },
        ...(body === undefined ? {} : { body }),
        // Not `error`, which some workers do not know.
        redirect: 'manual',
        signal: patience.signal,
      })
      .catch(connectionErrorOf(patience));
    const isRedirect =
      response.type === 'opaqueredirect' || (response.status >= 300 && response.status < 400);
    if (!isRedirect) return response;
    throw new ConnectionError('What answers at baseURL redirects, which is not followed');
  }
}

const nothing = Promise.resolve(undefined);

/** Raises what an attempt that broke off ends with: the end of patience, or a lost connection. */
export function connectionErrorOf({ signal }: Patience): (cause: unknown) => never {
  return (cause) => {
    if (signal.aborted) throw signal.reason as Error;
    throw cause instanceof SallyportError ? cause : new ConnectionError('The connection failed', cause);
  };
}

function isGood({ ok, status, headers }: Response, { alsoGood }: Call): boolean {
  return ok || (status === alsoGood && headers.get('content-type')?.startsWith('application/json') === true);
}

async function jsonOf<T>(response: Response, patience: Patience): Promise<T> {
  const text = await response.text().catch(connectionErrorOf(patience));
  if (response.status === 204) return undefined as T;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new ConnectionError('The answer was cut short, or is none of a gateway');
  }
}

const isRefusal = (error: unknown): boolean => error instanceof SallyportError && error.problem !== undefined;

const isMissing = (error: unknown): boolean => error instanceof SallyportError && error.code === 'not_found';
