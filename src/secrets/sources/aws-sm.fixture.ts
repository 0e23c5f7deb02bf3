import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { serve, type TestServer } from '../../http/serve.fixture';
import type { AwsSmSource } from './aws-sm.source';

/** What a secret is, and how the server behaves towards who asks for it. */
export type AwsSecret =
  | { readonly SecretString: string }
  | { readonly SecretBinary: string }
  | { readonly error: string; readonly status: number }
  | { readonly hang: true };

/** SigV4 as the Authorization header carries it (AWS IAM guide, "Signing API requests"). */
const SIGNED =
  /^AWS4-HMAC-SHA256 Credential=fixture-id\/\d{8}\/eu-west-1\/secretsmanager\/aws4_request, SignedHeaders=[a-z0-9;-]*host;[a-z0-9;-]*x-amz-date[a-z0-9;-]*, Signature=[0-9a-f]{64}$/;

/** A server that speaks AWS JSON 1.1 as Secrets Manager does, for the one action that is used. */
export interface AwsServer extends TestServer {
  readonly secrets: Map<string, AwsSecret>;
  readonly asked: readonly Readonly<Record<string, unknown>>[];
  readonly options: ConstructorParameters<typeof AwsSmSource>[0];
}

export async function serveAws(): Promise<AwsServer> {
  const secrets = new Map<string, AwsSecret>();
  const asked: Readonly<Record<string, unknown>>[] = [];
  const answerTo = async (request: IncomingMessage): Promise<AwsSecret> => {
    const body = await text(request);
    const { headers, method, url } = request;
    const wellFormed =
      method === 'POST' &&
      url === '/' &&
      headers['content-type'] === 'application/x-amz-json-1.1' &&
      headers['x-amz-target'] === 'secretsmanager.GetSecretValue';
    if (!wellFormed) return { error: 'UnknownOperationException', status: 404 };
    if (!SIGNED.test(headers.authorization ?? '') || !/^\d{8}T\d{6}Z$/.test(String(headers['x-amz-date'])))
      return { error: 'InvalidSignatureException', status: 400 };
    const question = JSON.parse(body) as { readonly SecretId: string; readonly VersionStage?: string };
    asked.push(question);
    const { SecretId, VersionStage = 'AWSCURRENT' } = question;
    return secrets.get(`${SecretId} ${VersionStage}`) ?? { error: 'ResourceNotFoundException', status: 400 };
  };
  const server = await serve((request, response) => {
    void answerTo(request).then(async (secret) => {
      if ('hang' in secret) return once(response, 'close');
      const isError = 'error' in secret;
      const body = isError ? { __type: secret.error, Message: 'canary42' } : { Name: 'n', ...secret };
      response.writeHead(isError ? secret.status : 200, { 'content-type': 'application/x-amz-json-1.1' });
      return response.end(JSON.stringify(body));
    });
  });
  const credentials = { accessKeyId: 'fixture-id', secretAccessKey: 'fixture-key-of-nobody' };
  return {
    ...server,
    secrets,
    asked,
    options: { endpoint: server.url, region: 'eu-west-1', credentials, maxAttempts: 1 },
  };
}
