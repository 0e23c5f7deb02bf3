import { type Capability, GatewayError, invalidField } from '../../kernel';
import { grantOfBeta } from './betas';
import { Findings } from './findings';
import { inspect } from './inspect';
import { COUNT, MESSAGE } from './request-fields';
import type { RecordPlace } from './shape';

type Body = Readonly<Record<string, unknown>>;
type Granted = ReadonlySet<Capability>;

/** What the caller has to know of a request that was let through. */
export interface Inspected {
  readonly model: string;
  /**
   * Every other model that the request names (fallbacks, the advisor), each once; the caller checks them like `model`.
   * `fallbacks: "default"`, where the provider chooses, is told as the model `default`.
   */
  readonly otherModels: readonly string[];
  /** Undefined where tokens are only counted. */
  readonly maxTokens: number | undefined;
  readonly stream: boolean;
  /** Whether history stays with the provider (`thread`): it must not meet another model. */
  readonly thread: boolean;
}

/**
 * Lets a body of `POST /v1/messages` through when every field of it, at any depth, is one that the table knows and that
 * the credential was granted. What is let through can be sent as it is.
 * @param body strict JSON, so without repeated names and not deeper than the reader allows
 * @throws GatewayError `validation_failed` naming each unknown, wrong or missing field; `capability_denied` naming each
 * field that takes a capability and which
 */
export function inspectMessage(body: Body, granted: Granted): Inspected {
  return inspectBody(MESSAGE, body, granted);
}

/** The same for `POST /v1/messages/count_tokens`, which has fewer fields: no `max_tokens`, no `stream`. */
export function inspectCount(body: Body, granted: Granted): Inspected {
  return inspectBody(COUNT, body, granted);
}

function inspectBody(table: RecordPlace, body: Body, granted: Granted): Inspected {
  const findings = new Findings(granted);
  inspect(table, body, findings);
  findings.conclude();
  return {
    model: body['model'] as string,
    otherModels: [...findings.models],
    maxTokens: body['max_tokens'] as number | undefined,
    stream: body['stream'] === true,
    thread: (body['thread'] ?? null) !== null,
  };
}

const BETA_HEADER = 'anthropic-beta';
const BETA_NAME = /^[A-Za-z0-9._-]{1,100}$/;
const MOST_BETAS = 50;

/**
 * Lets an `anthropic-beta` header through when each name in it changes nothing that is guarded, or was granted: by its
 * own capability or by `betas`, a message thread by `thread` only.
 * @throws GatewayError `validation_failed` of a list that is none, `capability_denied` naming what is missing
 */
export function requireBetas(header: string | undefined, granted: Granted): void {
  if (header === undefined) return;
  const betas = header.split(',', MOST_BETAS + 1).map((name) => name.replace(/^[ \t]+|[ \t]+$/g, ''));
  if (betas.length > MOST_BETAS) throw wrongList(`must not name more than ${String(MOST_BETAS)} betas`);
  if (!betas.every((name) => BETA_NAME.test(name)))
    throw wrongList('must be names of letters, digits, `.`, `_` and `-`, separated by commas');
  for (const name of betas) requireBeta(name, granted);
}

function requireBeta(name: string, granted: Granted): void {
  const grant = grantOfBeta(name);
  if (grant === 'everyone' || granted.has(grant) || (grant !== 'thread' && granted.has('betas'))) return;
  const either = grant === 'thread' || grant === 'betas' ? `\`${grant}\`` : `\`${grant}\` or \`betas\``;
  throw new GatewayError(
    'capability_denied',
    `The beta \`${name}\` needs the capability ${either}, which this credential was not granted`,
    { extras: { fields: [BETA_HEADER] } },
  );
}

function wrongList(message: string): GatewayError {
  return invalidField(BETA_HEADER, 'list', message);
}
