import { QUESTION, reply, type Reply } from './ask';
import type { TestGateway } from './gateway';
import { signedHeaders, type Signing } from './sign';

/** Somebody with a key that signs. */
export interface Signer {
  readonly key: string;
  readonly signingSecret: string;
}

/** What a test sends otherwise than an honest client would: signed first, changed afterwards. */
export interface Tampering {
  readonly method?: string;
  readonly path?: string;
  readonly body?: string;
  /** Headers instead of those that were signed; undefined leaves one out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

const BODY = JSON.stringify(QUESTION);

/** The headers of a question that is signed as docs/signing.md says, or otherwise where the test says. */
export function signedQuestion(signer: Signer, otherwise: Partial<Signing> = {}): Record<string, string> {
  return signedHeaders({
    method: 'POST',
    url: '/api/query',
    body: BODY,
    keyId: signer.key.slice(3, 15),
    secret: signer.signingSecret,
    ...otherwise,
  });
}

/** Sends a signed question, with what was changed on its way. */
export async function sendSigned(
  gateway: Pick<TestGateway, 'url'>,
  signer: Signer,
  headers: Readonly<Record<string, string>>,
  { method = 'POST', path = '/api/query', body = BODY, headers: changed = {} }: Tampering = {},
): Promise<Reply> {
  const all: Readonly<Record<string, string | undefined>> = {
    'content-type': 'application/json',
    'x-api-key': signer.key,
    ...headers,
    ...changed,
  };
  const sent = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const hasBody = method !== 'GET';
  return reply(await fetch(gateway.url + path, { method, headers: sent, ...(hasBody ? { body } : {}) }));
}
