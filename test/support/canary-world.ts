import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { randomBase62 } from '../../src/kernel';
import { adminOf, idOf, type ShownKey } from './admin';
import { CanarySearch, type Canaries } from './canaries';
import { startGateway, type TestGateway } from './gateway';
import {
  answerWith,
  beginStream,
  SHORT_MESSAGE,
  startNativeUpstream,
  writePieces,
  type Arrival,
  type NativeUpstream,
} from './native-upstream';
import { startPostBox, type PostBox } from './post-box';
import { signedHeaders } from './sign';
import { freshStores } from './storage';
import { beginning, delta, ending, sent } from './streams';
import { logIn, type TokenPair } from './users';

/** What stands in settings. */
export const CONFIGURED = {
  'provider key': `sk-ant-api03-${randomBytes(24).toString('base64url')}`,
  SECRET_KEY: `/"${randomBytes(32).toString('base64')}`,
  METRICS_TOKEN: randomBytes(24).toString('base64'),
  'password of Redis': randomBytes(24).toString('hex'),
  'path of the webhook': randomBytes(24).toString('hex'),
  'secret of the webhook': randomBytes(24).toString('base64'),
  'header of the collector': randomBytes(24).toString('hex'),
};
export const PROMPT = `"prompt" é\n\t${randomBytes(24).toString('base64')} & more\u2028of it, ${randomBase62(40)}`;
export const PASSWORD = `"pass\\${randomBase62(40)}`;
export const USERNAME = 'canary-user';

/** Headers in place of those of an administrator's key; undefined leaves one out. */
export type Headers = Readonly<Record<string, string | undefined>>;

/** A gateway whose settings, keys, users and requests hold canaries, before a provider that repeats what it is sent. */
export interface CanaryWorld {
  readonly gateway: TestGateway;
  readonly upstream: NativeUpstream;
  /** Where alerts and traces go. */
  readonly postBox: PostBox;
  readonly canaries: Canaries;
  readonly search: CanarySearch;
  /** An administrator's. */
  readonly key: string;
  readonly signer: ShownKey;
  readonly tokens: TokenPair;
  /** All that was answered to `send`. */
  readonly answers: readonly string[];
  /** Sends a request, keeps what comes back, and tells its status and its code, if it has one. */
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Headers,
  ) => Promise<number | string>;
  /** The headers of the signer, for a question. */
  readonly signed: (body: string) => Headers;
  stop(): Promise<void>;
}

/** What both gateways run on. */
export const canarySettings = (
  upstream: NativeUpstream,
  postBox: PostBox,
  dataDir: string,
): Readonly<Record<string, string>> => ({
  ...upstream.settings,
  ANTHROPIC_API_KEY: CONFIGURED['provider key'],
  SECRET_KEY: CONFIGURED.SECRET_KEY,
  METRICS_TOKEN: CONFIGURED.METRICS_TOKEN,
  ALERT_SINKS: 'log,webhook,cloudwatch',
  ALERT_WEBHOOK_URL: `${postBox.url}/alerts/${CONFIGURED['path of the webhook']}`,
  ALERT_WEBHOOK_SECRET: CONFIGURED['secret of the webhook'],
  OTEL_EXPORTER_OTLP_ENDPOINT: postBox.url,
  OTEL_EXPORTER_OTLP_HEADERS: `x-key=${CONFIGURED['header of the collector']}`,
  OTEL_BSP_SCHEDULE_DELAY: '20',
  LOG_FILE: join(dataDir, 'gateway.log'),
  LOG_LEVEL: 'trace',
  CHAINS_STORE_CONTENT: 'false',
  UPSTREAM_MAX_RETRIES: '0',
  CIRCUIT_FAILURE_THRESHOLD: '1000',
  MAX_BODY_BYTES: '8192',
});

export async function startCanaryWorld(): Promise<CanaryWorld> {
  const upstream = await startNativeUpstream();
  upstream.follow(answerOrEcho);
  const postBox = await startPostBox();
  const stores = await freshStores();
  const gateway = await startGateway({
    stores,
    settings: canarySettings(upstream, postBox, stores.settings.DATA_DIR),
  });
  const admin = await adminOf(gateway);
  const make = async (rights: object): Promise<ShownKey> =>
    (await admin.call<ShownKey>('POST', '/admin/keys', { name: 'canary', role: 'admin', ...rights })).body;
  const { key } = await make({});
  const signer = await make({ require_signature: true });
  await admin.call('POST', '/admin/users', { username: USERNAME, password: PASSWORD, role: 'admin' });
  const tokens = (await logIn(gateway, USERNAME, PASSWORD)).body;
  const canaries = {
    ...CONFIGURED,
    // What stands before it is the public id.
    'gateway key': key.slice(16),
    'signing key': signer.key.slice(16),
    'signing secret': signer.signing_secret ?? '',
    'user token': tokens.access_token,
    'refresh token': tokens.refresh_token,
    password: PASSWORD,
    prompt: PROMPT,
  };
  const answers: string[] = [];
  return {
    gateway,
    upstream,
    postBox,
    canaries,
    search: new CanarySearch(canaries),
    key,
    signer,
    tokens,
    answers,
    send: async (method, path, body, headers = {}) => {
      const all: Headers = { 'x-api-key': key, 'content-type': 'application/json', ...headers };
      const response = await fetch(gateway.url + path, {
        method,
        headers: Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined),
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      answers.push(`${JSON.stringify([...response.headers])} ${text}`);
      return /"(?:error_)?code":"(\w+)"/.exec(text)?.[1] ?? response.status;
    },
    signed: (body) => {
      const { key: signing, signing_secret: secret = '' } = signer;
      const headers = signedHeaders({
        method: 'POST',
        url: '/api/query',
        body,
        keyId: idOf(signing),
        secret,
      });
      return { ...headers, 'x-api-key': signing };
    },
    stop: async () => {
      await gateway.stop();
      stores.remove();
      await upstream.close();
      postBox.close();
    },
  };
}

/** An answer; or, where the request says so, trouble in the words of the request and its headers. */
async function answerOrEcho(arrival: Arrival): Promise<void> {
  const body = arrival.body.toString();
  const trouble = /trouble-(\w+)/.exec(body)?.[1];
  const message = JSON.stringify(arrival.headers) + body;
  const error = { type: 'error', error: { type: 'invalid_request_error', message } };
  const echo = { 'request-id': 'req_of_the_provider', 'x-echo': CONFIGURED['provider key'] };
  if (trouble === 'hang') return;
  if (trouble === 'garbage') answerWith(arrival, 200, message, echo);
  else if (trouble === 'event') {
    beginStream(arrival, echo);
    await writePieces(arrival, [beginning(), delta('so far '), sent('error', error)]);
    arrival.response.end();
  } else if (trouble !== undefined) answerWith(arrival, Number(trouble), error, echo);
  else if (!body.includes('"stream":true')) answerWith(arrival, 200, SHORT_MESSAGE, echo);
  else {
    beginStream(arrival, echo);
    await writePieces(arrival, [beginning(), delta('Yes.'), ending()]);
    arrival.response.end();
  }
}
