import type { AccessPolicy } from '../../auth';
import type { RouteDescription } from '../topic';
import { refusalResponses } from './refusal-responses';
import { refusalsOf } from './refusals';
import type { RouteFacts } from './route-facts';

function codesOf(
  access: AccessPolicy,
  facts: Partial<RouteFacts> = {},
  route: Partial<RouteDescription> = {},
): ReadonlySet<string> {
  const plain = {
    name: 'GET /x',
    method: 'GET',
    reads: [],
    body: undefined,
    query: undefined,
    isNative: false,
  };
  const described = { id: 'x', summary: '', description: '', answers: {}, ...route };
  return refusalsOf({ ...plain, access, ...facts }, described);
}

const POST = { name: 'POST /x', method: 'POST' };
const POSTED = { ...POST, reads: ['json'] };
const MEMBER: AccessPolicy = { atLeast: 'member' };
const OPEN: AccessPolicy = { public: true, quota: 'free' };

describe('the refusals of a route', () => {
  it.each<[string, ReadonlySet<string>, readonly string[], readonly string[]]>([
    [
      'for anyone, without a limit',
      codesOf(OPEN),
      ['ip_denied'],
      ['credential_missing', 'shutting_down', 'not_found'],
    ],
    ['for anyone, with a limit', codesOf({ public: true }), ['shutting_down'], ['concurrency_limited']],
    [
      'for members',
      codesOf(MEMBER),
      ['role_denied', 'signature_replayed', 'budget_exhausted'],
      ['mode_denied'],
    ],
    ['for every role', codesOf({ atLeast: 'readonly' }), ['origin_denied'], ['role_denied', 'mode_denied']],
    ['that changes something', codesOf(MEMBER, POST), ['mode_denied'], ['body_too_large']],
    ['that viewers may not read', codesOf({ atLeast: 'admin', viewer: false }), ['mode_denied'], []],
    ['that viewers may use', codesOf({ atLeast: 'readonly', viewer: true }, POST), [], ['mode_denied']],
    [
      'without a limit',
      codesOf({ ...MEMBER, quota: 'free' }),
      [],
      ['concurrency_limited', 'budget_exhausted'],
    ],
    [
      'with a body',
      codesOf(MEMBER, POSTED),
      ['body_too_large', 'unsupported_media_type', 'malformed_body'],
      [],
    ],
    ['with an id', codesOf(MEMBER, { name: 'GET /x/:id' }), ['not_found'], []],
    [
      'that asks the model',
      codesOf(MEMBER, POSTED, { asksModel: true }),
      ['upstream_timeout', 'model_denied'],
      [],
    ],
    ['with its own', codesOf(MEMBER, POST, { refusals: ['last_admin'] }), ['last_admin'], []],
  ])('%s', (_, codes, among, notAmong) => {
    for (const code of among) expect([...codes]).toContain(code);
    for (const code of notAmong) expect([...codes]).not.toContain(code);
  });
});

describe('the responses of refusals', () => {
  const away = new Set(['upstream_unavailable', 'credential_missing', 'request_timeout'] as const);

  it('are problem documents, with the headers of their status', () => {
    const responses = refusalResponses(away, false);
    expect([...responses.keys()].sort()).toEqual([401, 408, 503]);
    expect(responses.get(401)?.headers).toContain('WWW-Authenticate');
    expect(responses.get(503)?.headers).toContain('Retry-After');
    expect(Object.keys(responses.get(401)?.content ?? {})).toEqual(['application/problem+json']);
  });

  it("have Claude's shape and statuses on its API, but where Node's parser refuses", () => {
    const responses = refusalResponses(away, true);
    expect([...responses.keys()].sort()).toEqual([401, 408, 429, 529]);
    expect(responses.get(401)?.headers).toContain('x-should-retry');
    expect(Object.keys(responses.get(401)?.content ?? {})).toEqual(['application/json']);
    expect(Object.keys(responses.get(408)?.content ?? {})).toEqual(['application/problem+json']);
  });
});
