import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serve, type TestServer } from '../../http/serve.fixture';
import { crc32c } from './crc32c';
import type { GcpSmSource } from './gcp-sm.source';

/** What a version is, and how the server behaves towards who asks for it. */
export type GcpSecret =
  | { readonly bytes: Buffer; readonly sum?: string | null }
  | { readonly status: number; readonly error: string }
  | { readonly payload: null }
  | { readonly hang: true };

/** A server that speaks Secret Manager's REST API for the one method that is used, and that gives tokens for it. */
export interface GcpServer extends TestServer {
  readonly secrets: Map<string, GcpSecret>;
  readonly options: NonNullable<ConstructorParameters<typeof GcpSmSource>[0]>;
  /** A file for GOOGLE_APPLICATION_CREDENTIALS. */
  readonly credentials: string;
  /** How often a token was given. */
  readonly tokens: () => number;
}

const TOKEN = 'fixture-token-of-nobody';
const POOL = '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/pool/providers/it';

export async function serveGcp(): Promise<GcpServer> {
  const secrets = new Map<string, GcpSecret>();
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-gcp-'));
  writeFileSync(join(folder, 'token'), 'subject');
  // The SDK would load another `fetch`, by an import that Jest has not.
  Object.assign(globalThis, { window: { fetch } });
  let tokens = 0;
  const server = await serve((request, response) => {
    const send = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const fail = (code: number, status: string): void => {
      send(code, { error: { code, status, message: 'canary42' } });
    };
    const { method, headers, url = '' } = request;
    request.resume();
    // Workload identity federation (RFC 8693): how a gateway outside of Google gets a token without a key.
    if (method === 'POST' && url === '/token') {
      tokens += 1;
      const issued_token_type = 'urn:ietf:params:oauth:token-type:access_token';
      send(200, { access_token: TOKEN, issued_token_type, token_type: 'Bearer', expires_in: 3600 });
      return;
    }
    const name = /^\/v1\/(projects\/.+):access(?:\?|$)/.exec(url)?.[1];
    if (method !== 'GET' || name === undefined) {
      fail(404, 'NOT_FOUND');
      return;
    }
    if (headers.authorization !== `Bearer ${TOKEN}`) {
      fail(401, 'UNAUTHENTICATED');
      return;
    }
    const secret = secrets.get(name);
    if (secret === undefined) fail(404, 'NOT_FOUND');
    else if ('hang' in secret) void once(response, 'close');
    else if ('payload' in secret) send(200, { name });
    else if ('error' in secret) fail(secret.status, secret.error);
    else {
      const dataCrc32c = secret.sum === undefined ? String(crc32c(secret.bytes)) : (secret.sum ?? undefined);
      send(200, { name, payload: { data: secret.bytes.toString('base64'), dataCrc32c } });
    }
  });
  const credentials = {
    type: 'external_account',
    audience: POOL,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${server.url}/token`,
    credential_source: { file: join(folder, 'token') },
  };
  writeFileSync(join(folder, 'credentials.json'), JSON.stringify(credentials));
  return {
    ...server,
    secrets,
    tokens: () => tokens,
    options: {
      apiEndpoint: '127.0.0.1',
      port: server.port,
      protocol: 'http',
    },
    credentials: join(folder, 'credentials.json'),
    async close() {
      Reflect.deleteProperty(globalThis, 'window');
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
