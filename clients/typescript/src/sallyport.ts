import { Admin } from './admin.js';
import type {
  AnalyticsAnswer,
  AnalyticsParameters,
  AnalyticsType,
  OtherAnalyticsAnswer,
} from './analytics.js';
import { AnswerStream } from './answer-stream.js';
import type { Call } from './call.js';
import { Chains } from './chains.js';
import { ApiKey, Bearer, FixedToken, type Credential } from './credentials.js';
import { SallyportError } from './errors.js';
import { overviewsOf, type LiveOptions } from './live.js';
import {
  settingsOf,
  type AskOptions,
  type CallOptions,
  type SallyportOptions,
  type Settings,
} from './options.js';
import { randomId } from './random-id.js';
import { Session } from './session.js';
import { Transport } from './transport.js';
import type {
  BrowserToken,
  Health,
  Identity,
  Login,
  MintRequest,
  Overview,
  QueryAnswer,
  QueryRequest,
  QueryTypeList,
  RateLimitStatus,
  Tokens,
  UsageParameters,
  UsageReport,
} from './types.js';

/** Asks a question, as a whole or as a stream. */
export interface QueryMethod {
  (request: QueryRequest, options?: AskOptions): Promise<QueryAnswer>;
  stream(request: QueryRequest, options?: AskOptions): AnswerStream;
}

/** A client of one gateway. */
export class Sallyport {
  readonly admin: Admin;
  readonly chains: Chains;
  readonly query: QueryMethod;
  readonly #settings: Settings;
  readonly #transport: Transport;
  readonly #onTokens: SallyportOptions['onTokens'];
  #session: Session | undefined;

  /** @throws TypeError where options are wrong or contradict each other */
  constructor(options: SallyportOptions = {}) {
    const given = credentialOf(options);
    this.#settings = settingsOf(options);
    this.#onTokens = options.onTokens;
    this.#transport = new Transport(this.#settings, () => this.#session ?? given);
    this.admin = new Admin(this.#transport);
    this.chains = new Chains(this.#transport);
    this.query = Object.assign(this.#query, { stream: this.#stream });
  }

  /** Logs in. From then on calls are made with the tokens of this log-in, which are renewed as they end. */
  async login(body: Login, options?: CallOptions): Promise<Tokens> {
    const call = { method: 'POST', path: '/login', body, credential: null } as const;
    const tokens = await this.#transport.send<Tokens>(call, options);
    this.#begin().take(tokens);
    return tokens;
  }

  /** Goes on with a log-in that was kept elsewhere. The first call spends the token; `onTokens` tells the next one. */
  resume(refreshToken: string): void {
    this.#begin(refreshToken);
  }

  /** Renews the tokens now; calls do so by themselves when it is time. */
  async refresh(): Promise<Tokens> {
    if (this.#session === undefined) throw new TypeError('Nobody is logged in');
    return this.#session.refresh();
  }

  /** Ends the log-in, here in any case and at the gateway where it can be reached. */
  async logout(options?: CallOptions): Promise<void> {
    const session = this.#session;
    try {
      await this.#transport.send({ method: 'POST', path: '/logout', repeatable: true }, options);
    } catch (error) {
      // It was over already.
      if (!(error instanceof SallyportError) || error.status !== 401) throw error;
    } finally {
      session?.end();
    }
  }

  whoAmI(options?: CallOptions): Promise<Identity> {
    return this.#transport.send({ method: 'GET', path: '/auth/me' }, options);
  }

  /** Runs a whitelisted query: code computes the metrics, Claude explains them. */
  analyticsQuery<Type extends AnalyticsType>(
    type: Type,
    parameters: AnalyticsParameters<Type>,
    options?: AskOptions,
  ): Promise<AnalyticsAnswer<Type>>;
  /** A query of a team's own. */
  analyticsQuery<Type extends string>(
    type: Type extends AnalyticsType ? never : Type,
    parameters: object,
    options?: AskOptions,
  ): Promise<OtherAnalyticsAnswer>;
  analyticsQuery(type: string, parameters: object, options: AskOptions = {}): Promise<unknown> {
    const body = { query_type: type, parameters };
    return this.#transport.send(this.#asking('/api/analytics-query', body, options), options);
  }

  /** The analytics queries that may be asked, with the schemas of their parameters, metrics and explanations. */
  queryTypes(options?: CallOptions): Promise<QueryTypeList> {
    return this.#transport.send({ method: 'GET', path: '/api/analytics-query/types' }, options);
  }

  /** What is left of the limits and budgets. Asking costs nothing of them. */
  rateLimitStatus(options?: CallOptions): Promise<RateLimitStatus> {
    return this.#transport.send({ method: 'GET', path: '/api/rate-limit-status' }, options);
  }

  /** What was used and what it cost, since the beginning of this month unless said. */
  usage(query?: UsageParameters, options?: CallOptions): Promise<UsageReport> {
    return this.#transport.send({ method: 'GET', path: '/api/usage', query }, options);
  }

  /** How the gateway is. One that is `unhealthy` is an answer, too. */
  health(options?: CallOptions): Promise<Health> {
    const call = { method: 'GET', path: '/health', credential: null, alsoGood: 503 } as const;
    return this.#transport.send(call, options);
  }

  /** Mints a browser token, which a server hands to its page. */
  mintToken(body: MintRequest, options?: CallOptions): Promise<BrowserToken> {
    return this.#transport.send({ method: 'POST', path: '/api/tokens', body }, options);
  }

  /** What the gateway does right now: a snapshot whenever something changes, over as many connections as it takes. */
  live(options: LiveOptions = {}): AsyncIterable<Overview> {
    return overviewsOf(this.#transport, this.#settings, options);
  }

  readonly #query = (request: QueryRequest, options: AskOptions = {}): Promise<QueryAnswer> =>
    this.#transport.send(this.#asking('/api/query', request, options), options);

  readonly #stream = (request: QueryRequest, options: AskOptions = {}): AnswerStream => {
    const call = this.#asking('/api/query', { ...request, stream: true }, options);
    return new AnswerStream(this.#transport, { ...call, accept: 'text/event-stream' }, options);
  };

  /**
   * A call that costs something. With a key of its own it is answered once, however often it is sent; the gateway then
   * finishes it even if nobody waits, so that one that is never sent again has none.
   */
  #asking(path: string, body: object, { idempotencyKey, maxRetries }: AskOptions): Call {
    const isSentAgain = (maxRetries ?? this.#settings.maxRetries) > 0;
    return {
      method: 'POST',
      path,
      body,
      idempotencyKey: idempotencyKey ?? (isSentAgain ? randomId() : undefined),
    };
  }

  #begin(refreshToken?: string): Session {
    const session = new Session(
      {
        spend: (token) =>
          this.#transport.send<Tokens>({
            method: 'POST',
            path: '/token/refresh',
            body: { refresh_token: token },
            credential: null,
            // If the lost attempt has spent it, the log-in is over anyway.
            repeatable: true,
          }),
        tell: (tokens) => {
          if (this.#session !== session) return;
          if (tokens === undefined) this.#session = undefined;
          this.#onTokens?.(tokens);
        },
      },
      refreshToken,
    );
    return (this.#session = session);
  }
}

function credentialOf({ apiKey, signingSecret, token, getToken }: SallyportOptions): Credential | undefined {
  if (apiKey !== undefined) return new ApiKey(apiKey, signingSecret);
  if (getToken !== undefined) return new Bearer(getToken);
  return token === undefined ? undefined : new FixedToken(token);
}
