import { adminOf, type ShownKey } from './admin';
import { PASSWORD, PROMPT, USERNAME, type CanaryWorld, type Headers } from './canary-world';
import { MRR } from './chains';
import { unknownKey, type TestGateway } from './gateway';

type Refused = readonly [code: string, send: () => Promise<number | string>];

export const QUERY = '/api/query';
export const NATIVE = '/v1/messages';
export const ANALYTICS = '/api/analytics-query';

export const ASK = { question: PROMPT, context: { prompt: PROMPT } };
export const MESSAGE = {
  model: 'claude-sonnet-5-5',
  max_tokens: 64,
  system: PROMPT,
  messages: [{ role: 'user', content: PROMPT }],
};

export const bearer = (credential: string): Headers => ({
  'x-api-key': undefined,
  authorization: `Bearer ${credential}`,
});

/** A key that may not do something. */
async function limited(
  gateway: TestGateway,
  rights: Parameters<TestGateway['createKey']>[0],
): Promise<Headers> {
  return { 'x-api-key': await gateway.createKey(rights) };
}

/** Requests that are refused, each with the code that says why; the prompt or a credential is in each. */
export function refusalsIn(world: CanaryWorld): readonly Refused[] {
  const { gateway, send, signer, tokens, signed, key } = world;
  return [
    ['malformed_body', () => send('POST', QUERY, `{"question": ${PROMPT}`)],
    ['validation_failed', () => send('POST', NATIVE, JSON.stringify(MESSAGE).replace('{', `{"model":"x",`))],
    ['validation_failed', () => send('POST', QUERY, { question: [PROMPT], context: PROMPT })],
    ['validation_failed', () => send('POST', QUERY, { ...ASK, more: PROMPT })],
    [
      'validation_failed',
      () => send('POST', `${QUERY}?prompt=${encodeURIComponent(PROMPT)}&key=${key}`, ASK),
    ],
    [
      'validation_failed',
      () => send('POST', ANALYTICS, { ...MRR, parameters: { data: { months: PROMPT } } }),
    ],
    [
      'validation_failed',
      () => send('POST', '/login', { username: USERNAME, password: PASSWORD, more: PASSWORD }),
    ],
    [
      'validation_failed',
      () => send('POST', '/admin/users', { username: 'x', password: [PASSWORD], role: 'admin' }),
    ],
    [
      'already_exists',
      () => send('POST', '/admin/users', { username: USERNAME, password: PASSWORD, role: 'admin' }),
    ],
    [
      'invalid_query_type',
      () => send('POST', ANALYTICS, { query_type: 'none', parameters: { prompt: PROMPT } }),
    ],
    [
      'capability_denied',
      async () =>
        send(
          'POST',
          NATIVE,
          { ...MESSAGE, tools: [{ type: 'web_search_20250305', name: 'web_search' }] },
          await limited(gateway, {}),
        ),
    ],
    ['body_too_large', () => send('POST', QUERY, { ...ASK, context: { prompt: PROMPT.repeat(100) } })],
    ['unsupported_media_type', () => send('POST', QUERY, ASK, { 'content-type': 'text/plain' })],
    ['unsupported_media_type', () => send('POST', QUERY, ASK, { 'content-encoding': 'br' })],
    ['not_found', () => send('POST', `/nowhere?key=${key}&token=${tokens.access_token}`, ASK)],
    ['not_found', () => send('GET', `/api/chains/${'x'.repeat(20)}`)],
    ['method_not_allowed', () => send('PUT', `${QUERY}?key=${key}`, ASK)],
    ['credential_missing', () => send('POST', QUERY, ASK, { 'x-api-key': undefined, cookie: `key=${key}` })],
    ['credential_invalid', () => send('POST', QUERY, ASK, { 'x-api-key': `${key}x` })],
    [
      'credential_invalid',
      () => send('POST', QUERY, ASK, { 'x-api-key': unknownKey().slice(0, 16) + key.slice(16) }),
    ],
    ['credential_invalid', () => send('POST', QUERY, ASK, bearer(`${tokens.access_token}x`))],
    ['credential_invalid', () => send('POST', QUERY, ASK, bearer(tokens.refresh_token))],
    [
      'credential_invalid',
      () =>
        send('POST', QUERY, ASK, {
          ...bearer(''),
          authorization: `Basic ${Buffer.from(`${USERNAME}:${PASSWORD}`).toString('base64')}`,
        }),
    ],
    ['credential_invalid', () => send('POST', '/login', { username: 'nobody', password: PASSWORD })],
    ['credential_invalid', () => send('POST', '/login', { username: PASSWORD, password: PASSWORD })],
    [
      'credential_ambiguous',
      () => send('POST', QUERY, ASK, { authorization: `Bearer ${tokens.access_token}` }),
    ],
    [
      'ip_denied',
      async () => send('POST', QUERY, ASK, await limited(gateway, { allowedIps: ['10.0.0.0/8'] })),
    ],
    ['origin_denied', () => send('POST', QUERY, ASK, { origin: 'https://app.example.com' })],
    ['role_denied', async () => send('POST', QUERY, ASK, await limited(gateway, { role: 'readonly' }))],
    ['mode_denied', async () => send('POST', QUERY, ASK, await limited(gateway, { mode: 'viewer' }))],
    [
      'model_denied',
      async () => send('POST', NATIVE, MESSAGE, await limited(gateway, { models: ['claude-haiku-4-5'] })),
    ],
    [
      'query_type_denied',
      async () => send('POST', ANALYTICS, MRR, await limited(gateway, { queryTypes: ['churn_analysis'] })),
    ],
    ['signature_missing', () => send('POST', QUERY, ASK, { 'x-api-key': signer.key })],
    ['signature_invalid', () => send('POST', QUERY, ASK, signed('other'))],
    [
      'rate_limited',
      async () => {
        const headers = await limited(gateway, { rateLimit: { maxRequests: 1, windowSeconds: 3600 } });
        await send('POST', QUERY, ASK, headers);
        return send('POST', QUERY, ASK, headers);
      },
    ],
    [
      'budget_exhausted',
      async () => {
        const poor = await adminOf(gateway).then(({ call }) =>
          call<ShownKey>('POST', '/admin/keys', {
            name: 'poor',
            role: 'member',
            budget: { limit_usd: 0.000001, period: 'day' },
          }),
        );
        return send('POST', QUERY, ASK, { 'x-api-key': poor.body.key });
      },
    ],
    [
      'idempotency_conflict',
      async () => {
        await send('POST', QUERY, ASK, { 'idempotency-key': 'canary' });
        return send('POST', QUERY, { ...ASK, question: `${PROMPT}!` }, { 'idempotency-key': 'canary' });
      },
    ],
  ];
}
