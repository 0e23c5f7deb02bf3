import type * as Sdk from '@aws-sdk/client-secrets-manager';
import type {
  GetSecretValueCommandOutput,
  SecretsManagerClient,
  SecretsManagerClientConfig,
} from '@aws-sdk/client-secrets-manager';
import { SecretFault } from '../secret-fault';
import { SecretSource } from '../secret-source';

const CONNECT_TIMEOUT_MS = 2000;
const REQUEST_TIMEOUT_MS = 4000;

/** Errors of GetSecretValue, AWS Secrets Manager API reference, and of the services in front of it. */
const KINDS: Readonly<Record<string, SecretFault['kind']>> = {
  ResourceNotFoundException: 'missing',
  // The secret is marked for deletion.
  InvalidRequestException: 'missing',
  InvalidParameterException: 'malformed',
  ValidationException: 'malformed',
  AccessDeniedException: 'denied',
  DecryptionFailure: 'denied',
  UnrecognizedClientException: 'denied',
  InvalidSignatureException: 'denied',
  ExpiredTokenException: 'denied',
  CredentialsProviderError: 'denied',
  TimeoutError: 'slow',
  AbortError: 'slow',
};

/**
 * `aws-sm://name`, `aws-sm://arn:…`: AWS Secrets Manager, in the region and with the credentials that the SDK finds.
 * `?stage=AWSPREVIOUS` asks for the version with that staging label.
 */
export class AwsSmSource extends SecretSource {
  readonly id = 'aws-sm';
  #client: Promise<{ readonly sdk: typeof Sdk; readonly client: SecretsManagerClient }> | undefined;

  constructor(private readonly options: SecretsManagerClientConfig = {}) {
    super();
  }

  async read(place: string, signal: AbortSignal): Promise<string> {
    const [, SecretId, VersionStage] = /^([\w/+=.@:!-]+)(?:\?stage=([\w.+-]+))?$/.exec(place) ?? [];
    if (SecretId === undefined) throw new SecretFault('malformed');
    const { sdk, client } = await (this.#client ??= this.#open());
    const command = new sdk.GetSecretValueCommand(
      VersionStage === undefined ? { SecretId } : { SecretId, VersionStage },
    );
    const answer = await client.send(command, { abortSignal: signal }).catch((error: unknown) => {
      throw faultOf(error);
    });
    return textOf(answer);
  }

  override async close(): Promise<void> {
    if (this.#client !== undefined) (await this.#client).client.destroy();
  }

  /** Loaded here, so that a gateway without such a reference never loads it. */
  async #open(): Promise<{ readonly sdk: typeof Sdk; readonly client: SecretsManagerClient }> {
    const sdk = await import('@aws-sdk/client-secrets-manager');
    const requestHandler = { connectionTimeout: CONNECT_TIMEOUT_MS, requestTimeout: REQUEST_TIMEOUT_MS };
    return { sdk, client: new sdk.SecretsManagerClient({ requestHandler, maxAttempts: 2, ...this.options }) };
  }
}

function faultOf(error: unknown): SecretFault {
  const { name, message } = error instanceof Error ? error : { name: '', message: '' };
  if (message === 'Region is missing') return new SecretFault('denied', error, 'AWS_REGION is not set');
  return new SecretFault(KINDS[name] ?? 'unreachable', error);
}

function textOf({ SecretString, SecretBinary }: GetSecretValueCommandOutput): string {
  if (SecretString !== undefined) return SecretString;
  if (SecretBinary === undefined) throw new SecretFault('empty');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(SecretBinary);
  } catch {
    throw new SecretFault('not_text');
  }
}
