import type { SecretManagerServiceClient } from '@google-cloud/secret-manager';
import { SecretFault } from '../secret-fault';
import { SecretSource } from '../secret-source';
import { crc32c } from './crc32c';

const CALL_TIMEOUT_MS = 4000;
const VERSION =
  /^projects\/[\w:.-]+(?:\/locations\/[a-z0-9-]+)?\/secrets\/[\w-]{1,255}\/versions\/[\w-]{1,63}$/;

/** Statuses of HTTP, as the client has them of a service that it asks over REST. */
const KINDS: Readonly<Record<number, SecretFault['kind']>> = {
  400: 'missing', // the version is disabled or destroyed
  401: 'denied',
  403: 'denied',
  404: 'missing',
};

type ClientOptions = NonNullable<ConstructorParameters<typeof SecretManagerServiceClient>[0]>;

/** `gcp-sm://projects/p/secrets/s/versions/latest`: Google's Secret Manager over REST, with the credentials that the SDK finds. */
export class GcpSmSource extends SecretSource {
  readonly id = 'gcp-sm';
  #client: Promise<SecretManagerServiceClient> | undefined;

  constructor(
    private readonly options: ClientOptions = {},
    private readonly timeoutMs = CALL_TIMEOUT_MS,
  ) {
    super();
  }

  async read(place: string): Promise<string> {
    if (!VERSION.test(place)) throw new SecretFault('malformed');
    const client = await this.#opened(place);
    const [{ payload }] = await client.accessSecretVersion({ name: place }).catch((error: unknown) => {
      throw new SecretFault(isTimeout(error) ? 'slow' : (KINDS[codeOf(error)] ?? 'unreachable'), error);
    });
    const data = payload?.data;
    if (data === undefined || data === null) throw new SecretFault('empty');
    const bytes = typeof data === 'string' ? Buffer.from(data, 'base64') : Buffer.from(data);
    const sum = payload?.dataCrc32c;
    if (sum !== undefined && sum !== null && String(sum) !== String(crc32c(bytes)))
      throw new SecretFault('damaged');
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      throw new SecretFault('not_text');
    }
  }

  override async close(): Promise<void> {
    await (await this.#client)?.close();
  }

  /** One that could not be opened, for want of credentials say, is opened anew by the next call. */
  #opened(place: string): Promise<SecretManagerServiceClient> {
    this.#client ??= this.#open(place).catch((error: unknown) => {
      this.#client = undefined;
      throw new SecretFault('denied', error, 'no credentials of Google were found');
    });
    return this.#client;
  }

  /** Loaded here, so that a gateway without such a reference never loads it. */
  async #open(place: string): Promise<SecretManagerServiceClient> {
    const sdk = await import('@google-cloud/secret-manager');
    // Not the time limit of a call, which this transport does not keep.
    const clientOptions = { transporterOptions: { timeout: this.timeoutMs } };
    // Without a project it would look for one, at servers that are not everywhere.
    const options = { fallback: true, clientOptions, projectId: place.split('/')[1] ?? '', ...this.options };
    const client = new sdk.SecretManagerServiceClient(options);
    // Before any call: a call that finds no credentials leaves a rejection behind that nobody could handle.
    await client.initialize();
    return client;
  }
}

function codeOf(error: unknown): number {
  return Number((error as { readonly code?: unknown }).code);
}

/** The time limit ends a request as one that was called off, by whichever `fetch` there is; deep in its causes. */
function isTimeout(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, type, cause } = error as Readonly<Record<string, unknown>>;
  return name === 'AbortError' || name === 'TimeoutError' || type === 'aborted' || isTimeout(cause);
}
