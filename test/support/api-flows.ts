import type { DescribedApi } from './described-api';
import { parseEvents } from './events';

/** Something that clients do with the API, operation by operation. */
type Flow = (api: DescribedApi) => Promise<void>;

const idIn = (body: Readonly<Record<string, unknown>>, field = 'id'): { readonly id: string } => ({
  id: String(body[field]),
});

const asking: Flow = async (api) => {
  const first = await api.ask('POST /api/query', { key: api.memberKey });
  const path = idIn(first.body, 'chain_id');
  const question = { question: 'And as a stream?', context: {}, stream: true, chain_id: path.id };
  const { text } = await api.ask('POST /api/query', { key: api.memberKey, body: question });
  const events = parseEvents(text);
  api.check('QueryAnswer', events.at(-1)?.data);
  await api.ask('GET /api/chains', { search: '?page=1&page_size=10&sort=-cost_usd&type=query' });
  await api.ask('GET /api/chains/{id}', { path, search: '?page_size=50' });
  await api.ask('DELETE /api/chains/{id}', { path, key: api.memberKey });
};

const analysing: Flow = async (api) => {
  await api.ask('GET /api/analytics-query/types', { key: api.memberKey });
  await api.ask('POST /api/analytics-query', { key: api.memberKey });
  const { body } = await api.ask('GET /api/chains', { key: api.memberKey });
  const [chain] = body['data'] as readonly Readonly<Record<string, unknown>>[];
  await api.ask('GET /api/chains/{id}', { path: idIn(chain ?? {}, 'chain_id') });
};

const native: Flow = async (api) => {
  const key = api.memberKey;
  await api.ask('POST /v1/messages', { key });
  const example = api.document.exampleOf('POST /v1/messages') as object;
  await api.ask('POST /v1/messages', { key, body: { ...example, stream: true } });
  await api.ask('POST /v1/messages/count_tokens', { key });
  const { body } = await api.ask('GET /v1/models', { key, search: '?limit=5' });
  const [model] = body['data'] as readonly Readonly<Record<string, unknown>>[];
  await api.ask('GET /v1/models/{id}', { key, path: idIn(model ?? {}) });
};

const users: Flow = async (api) => {
  const { body } = await api.ask('POST /admin/users');
  const path = idIn(body);
  await api.ask('GET /admin/users');
  await api.ask('GET /admin/users/{id}', { path });
  const { username, password } = api.document.exampleOf('POST /admin/users') as Record<string, string>;
  const tokens = await api.ask('POST /login', { body: { username, password } });
  const fresh = await api.ask('POST /token/refresh', {
    body: { refresh_token: tokens.body['refresh_token'] },
  });
  const key = String(fresh.body['access_token']);
  await api.ask('GET /protected', { key });
  await api.ask('GET /auth/me', { key });
  await api.ask('GET /api/rate-limit-status', { key });
  await api.ask('POST /logout', { key });
  await api.ask('PATCH /admin/users/{id}', { path });
  await api.ask('DELETE /admin/users/{id}', { path });
};

const keys: Flow = async (api) => {
  const bounded = { name: 'bounded', role: 'member', rate_limit: { max_requests: 9, window_seconds: 60 } };
  const budget = { limit_usd: 1, period: 'day', soft_percent: 50 };
  const signed = await api.ask('POST /admin/keys', { body: { ...bounded, budget, require_signature: true } });
  const { body } = await api.ask('POST /admin/keys');
  const path = idIn(body);
  await api.ask('GET /admin/keys', { search: '?sort=name' });
  await api.ask('GET /admin/keys/{id}', { path: idIn(signed.body) });
  await api.ask('PATCH /admin/keys/{id}', { path });
  await api.ask('POST /admin/keys/{id}/rotate', { path });
  await api.ask('POST /api/tokens', { key: api.memberKey });
  await api.ask('POST /admin/keys/{id}/revoke', { path });
  await api.ask('DELETE /admin/keys/{id}', { path });
};

const spending: Flow = async (api) => {
  await api.ask('GET /api/usage', { search: '?group_by=day,model,key' });
  await api.ask('GET /admin/usage', { search: '?group_by=user,route,query_type' });
  await api.ask('GET /admin/usage', { search: '?format=csv' });
  await api.ask('GET /admin/budgets', { search: '?page=1&page_size=10&sort=-spent_usd' });
  await api.ask('GET /api/rate-limit-status', { key: api.poorKey });
  for (const key of [api.poorKey, api.readerKey]) {
    const { text } = await api.ask('GET /api/live', { key });
    api.check('Overview', JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? ''));
  }
};

const operating: Flow = async (api) => {
  for (const name of ['GET /health', 'GET /health/live', 'GET /health/ready', 'HEAD /', 'HEAD /api/hello'])
    await api.ask(name);
  for (const name of ['GET /debug/summarize-errors', 'GET /metrics', 'GET /admin/posture'])
    await api.ask(name);
  await api.ask('GET /admin/audit', { search: '?kind=act' });
  await api.ask('GET /admin/audit', { search: '?page_size=200' });
  await api.ask('GET /admin/audit/verify');
  await api.ask('GET /admin/audit/export');
};

const reading: Flow = async (api) => {
  await api.ask('GET /openapi.json');
  await api.ask('GET /docs');
  for (const file of ['initialiser.js', 'swagger-ui.css', 'favicon-32x32.png'])
    await api.ask('GET /docs/{file}', { path: { file } });
  const { text } = await api.ask('GET /dashboard');
  for (const [, file = ''] of text.matchAll(/"\/dashboard\/assets\/([^"]+)"/g))
    await api.ask('GET /dashboard/assets/{file}', { path: { file } });
};

/** Together they take every operation of the gateway. */
export const FLOWS: readonly Flow[] = [asking, analysing, native, users, keys, spending, operating, reading];
