import { claudeErrorOf, problemOf } from '../../http';
import { ERRORS, GatewayError, type ErrorCode } from '../../kernel';
import { ref } from '../schema';
import { REFUSAL_DETAILS } from './refusal-details';

const REQUEST_ID = 'req_0f8fad5bd9cb469fa16570867728950e';

const PROBLEM_TYPE = 'application/problem+json';

const CODES = Object.keys(ERRORS) as ErrorCode[];

/** Told by Node's parser, before there is a path: a problem document on `/v1` as well. */
const BY_PARSER: ReadonlySet<ErrorCode> = new Set([
  'malformed_request',
  'request_timeout',
  'headers_too_large',
]);
const BY_PARSER_ONLY: ErrorCode = 'request_timeout';

/** On `/v1` a provider that is away is Claude's 529, and one that limits the gateway a 429 (CONTRACT section 3). */
const NATIVE_STATUSES: Readonly<Partial<Record<ErrorCode, readonly number[]>>> = {
  upstream_unavailable: [429, 529],
};

const FINAL: ReadonlySet<number> = new Set([401, 402, 403]);
const WITH_WAIT: ReadonlySet<number> = new Set([429, 503, 529]);

/** An example of every refusal, in both shapes, of those that are named. */
export function refusalExamples(named: ReadonlySet<string>): Readonly<Record<string, object>> {
  const all = CODES.flatMap((code): [string, object][] => {
    const { detail, extras } = REFUSAL_DETAILS[code];
    const error = new GatewayError(code, detail, extras === undefined ? {} : { extras });
    const { title: summary } = ERRORS[code];
    return [
      [code, { summary, value: problemOf(error, REQUEST_ID) }],
      [claude(code), { summary, value: asSent(claudeErrorOf(error, REQUEST_ID)) }],
    ];
  });
  return Object.fromEntries(all.filter(([name]) => named.has(name)));
}

/** Without what is undefined. */
function asSent(body: object): unknown {
  return JSON.parse(JSON.stringify(body));
}

const claude = (code: ErrorCode): string => `claude_${code}`;

/** What a refusal of one status looks like. */
interface RefusalResponse {
  readonly description: string;
  readonly headers: readonly string[];
  readonly content: Readonly<Record<string, object>>;
}

/** The responses of a route that refuses with these codes, by status. */
export function refusalResponses(
  codes: ReadonlySet<ErrorCode>,
  isNative: boolean,
): ReadonlyMap<number, RefusalResponse> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of CODES.filter((one) => codes.has(one)))
    for (const status of statusesOf(code, isNative))
      byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  return new Map([...byStatus].map(([status, list]) => [status, responseOf(status, list, isNative)]));
}

function statusesOf(code: ErrorCode, isNative: boolean): readonly number[] {
  return (isNative ? NATIVE_STATUSES[code] : undefined) ?? [ERRORS[code].status];
}

function responseOf(status: number, codes: readonly ErrorCode[], isNative: boolean): RefusalResponse {
  const inClaudes = isNative ? codes.filter((code) => code !== BY_PARSER_ONLY) : [];
  const asProblem = isNative ? codes.filter((code) => BY_PARSER.has(code)) : codes;
  return {
    description: `${codes.map((code) => `\`${code}\``).join(', ')}.`,
    headers: [
      ...(status === 401 ? ['WWW-Authenticate'] : []),
      ...(WITH_WAIT.has(status) ? ['Retry-After'] : []),
      ...(isNative ? ['request-id'] : []),
      ...(isNative && FINAL.has(status) ? ['x-should-retry'] : []),
    ],
    content: {
      ...(inClaudes.length > 0 ? mediaType('application/json', 'ClaudeError', inClaudes.map(claude)) : {}),
      ...(asProblem.length > 0 ? mediaType(PROBLEM_TYPE, 'Problem', asProblem) : {}),
    },
  };
}

function mediaType(type: string, component: string, examples: readonly string[]): Record<string, object> {
  const named = examples.map((name) => [name, { $ref: `#/components/examples/${name}` }]);
  return { [type]: { schema: ref(component), examples: Object.fromEntries(named) as object } };
}
