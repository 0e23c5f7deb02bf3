import { AbortedError, Sallyport, type Overview } from '../../clients/typescript';
import { adminOf, idOf, until } from '../support/admin';
import { client } from '../support/client/client';
import type { TestGateway } from '../support/gateway';
import { ledgerOf } from '../support/ledger';
import { sharedWithSimulator } from '../support/shared-gateway';
import type { TestSimulator } from '../support/simulator';
import { createUser } from '../support/users';

const CONTEXT = { basic: 1200, pro: 3400 };

let simulator: TestSimulator;
let gateway: TestGateway;
let member: Sallyport;
let admin: Sallyport;
beforeAll(async () => {
  ({ gateway, simulator } = await sharedWithSimulator());
  member = client(gateway, { apiKey: await gateway.createKey() });
  admin = client(gateway, { apiKey: (await adminOf(gateway)).key });
});

describe('the client', () => {
  it('asks, and reads what was kept', async () => {
    const answer = await member.query({ question: 'Which plan earns more?', context: CONTEXT });
    expect(answer).toMatchObject({ answer: expect.stringContaining('Which plan'), degraded: false });
    const chainId = String(answer.chain_id);
    const next = await member.query({ question: 'And why?', context: {}, chain_id: chainId });
    expect(next.chain_id).toBe(chainId);

    const { data, meta } = await member.chains.list({ sort: '-updated_at', page: 1, page_size: 1 });
    expect([data[0]?.chain_id, meta.page_size]).toEqual([chainId, 1]);
    const { steps } = await member.chains.get(chainId, { page_size: 1 });
    expect(steps).toHaveLength(1);
    await member.chains.delete(chainId);
    await expect(member.chains.get(chainId)).rejects.toMatchObject({ name: 'NotFoundError', status: 404 });
  });

  it('streams', async () => {
    const stream = member.query.stream({ question: 'As a stream?', context: CONTEXT });
    let text = '';
    let pieces = 0;
    for await (const piece of stream) {
      text += piece;
      pieces += 1;
    }
    const { answer, usage } = await stream.final();
    expect(text).toBe(answer);
    expect([pieces > 1, usage.output_tokens > 0]).toEqual([true, true]);
  });

  it('runs analytics, and lists them', async () => {
    const { data } = await member.queryTypes();
    expect(data.map(({ id }) => id)).toContain('mrr_analysis');
    const months = [
      {
        month: '2026-09',
        starting_mrr: 50,
        new_mrr: 4,
        expansion_mrr: 1,
        contraction_mrr: 1,
        churned_mrr: 2,
      },
    ];
    const run = await member.analyticsQuery('mrr_analysis', {
      time_period: 'last_30_days',
      data: { months },
    });
    expect(run.metrics.overall.ending_mrr).toBe(52);
    await expect(member.analyticsQuery('no_such_query', {})).rejects.toMatchObject({
      name: 'InvalidQueryTypeError',
      problem: { allowed_types: expect.arrayContaining(['mrr_analysis']) },
    });
  });

  it('tells of limits, usage, health and itself', async () => {
    const status = await member.rateLimitStatus();
    expect(status.requests_used + status.requests_remaining).toBe(status.max_requests);
    const usage = await member.usage({ from: new Date(Date.now() - 60_000), group_by: ['day', 'model'] });
    expect(usage.meta.group_by).toEqual(['day', 'model']);
    // Others who share this gateway make its upstream fail.
    const health = { status: expect.stringMatching(/^(?:healthy|degraded)$/), checks: expect.any(Object) };
    expect(await new Sallyport({ baseURL: gateway.url }).health()).toMatchObject(health);
    expect(await member.whoAmI()).toMatchObject({ role: 'member', credential: 'api_key' });
  });

  it('mints a browser token', async () => {
    const origin = 'https://app.example.com';
    const { access_token: token } = await member.mintToken({ origin, ttl_seconds: 60 });
    const page = client(gateway, {
      token,
      fetch: (address, init) => {
        const headers = new Headers(init?.headers);
        headers.set('origin', origin);
        return fetch(address, { ...init, headers });
      },
    });
    expect(await page.whoAmI()).toMatchObject({ credential: 'browser_token' });
  });

  it('signs', async () => {
    const { key, signingSecret } = await gateway.createSignedKey();
    const signing = client(gateway, { apiKey: key, signingSecret });
    await signing.query({ question: 'Ärger mit 5 €?', context: CONTEXT });
    await signing.usage({ group_by: ['day', 'model'], from: new Date() });
    const { data } = await signing.chains.list({ owner: `key:${idOf(key)}` });
    expect(data).toHaveLength(1);
    await expect(client(gateway, { apiKey: key }).whoAmI()).rejects.toThrow('docs/signing.md');
    const wrong = client(gateway, { apiKey: key, signingSecret: 'sps_another' });
    await expect(wrong.whoAmI()).rejects.toMatchObject({ code: 'signature_invalid', layer: 'signature' });
  });
});

describe('an administrator with the client', () => {
  it('makes, changes, rotates and revokes keys', async () => {
    const { keys } = admin.admin;
    const made = await keys.create({ name: 'client test', role: 'member', require_signature: true });
    expect([made.key, made.signing_secret]).toEqual([expect.stringMatching(/^sp_/), expect.any(String)]);
    expect(await keys.get(made.id)).toMatchObject({ name: 'client test', revoked_at: null });
    await keys.update(made.id, { name: 'changed', budget: { limit_usd: 2, period: 'day' } });
    expect((await keys.list({ sort: 'name' })).data.map(({ name }) => name)).toContain('changed');
    const rotated = await keys.rotate(made.id, { grace_seconds: 0 });
    expect(rotated.key).not.toBe(made.key);
    const budgets = await admin.admin.budgets({ page_size: 200 });
    expect(budgets.data).toContainEqual(expect.objectContaining({ scope: 'key', id: made.id, limit_usd: 2 }));
    for (let time = 0; time < 2; time += 1)
      expect((await keys.revoke(made.id)).revoked_at).toEqual(expect.any(String));
    await keys.delete(made.id);
    await expect(keys.get(made.id)).rejects.toMatchObject({ name: 'NotFoundError' });
  });

  it('looks after users', async () => {
    const { users } = admin.admin;
    const { id } = await createUser(gateway);
    expect(await users.get(id)).toMatchObject({ role: 'member' });
    expect(await users.update(id, { role: 'analyst' })).toMatchObject({ role: 'analyst' });
    expect((await users.list({ page_size: 200 })).data.map((user) => user.id)).toContain(id);
    await users.delete(id);
    await expect(users.create({ username: 'x', password: '', role: 'member' })).rejects.toMatchObject({
      name: 'ValidationFailedError',
      fields: expect.arrayContaining(['password']),
    });
  });

  it('reads usage, trail and posture', async () => {
    const { totals } = await admin.admin.usage({ group_by: ['key'] });
    expect(totals.requests).toBeGreaterThanOrEqual(0);
    const { data } = await admin.admin.audit.list({ kind: 'request', page_size: 5 });
    expect(data.length).toBeLessThanOrEqual(5);
    expect(await admin.admin.audit.verify()).toMatchObject({ valid: true });
    expect((await admin.admin.posture()).checks).toEqual(expect.any(Array));
  });

  it('sees live what others do', async () => {
    const controller = new AbortController();
    const states: string[] = [];
    const seen: Overview[] = [];
    const feed = admin.live({ signal: controller.signal, onState: (state) => states.push(state) });
    for await (const overview of feed) {
      seen.push(overview);
      const [first] = seen;
      if (seen.length === 1) await member.query({ question: 'Seen live?', context: {} });
      if (overview.today.requests > (first?.today.requests ?? 0)) controller.abort();
    }
    expect(states).toEqual(['connected']);
    expect(seen.at(-1)?.traffic?.slots).toHaveLength(60);
  });
});

describe('a question that is left', () => {
  it('is broken off, where it would not have been sent again', async () => {
    await simulator.trouble('drip:50', { match: 'left for good' });
    const key = await gateway.createKey();
    const stream = client(gateway, { apiKey: key }).query.stream(
      { question: 'left for good', context: {} },
      { maxRetries: 0 },
    );
    for await (const piece of stream) {
      expect(piece).not.toBe('');
      break;
    }
    await expect(stream.final()).rejects.toThrow(AbortedError);
    const states = async (): Promise<readonly string[]> =>
      (await ledgerOf(gateway)).filter(({ key_id: id }) => id === idOf(key)).map(({ state }) => state);
    expect(await until(states, ([state]) => state !== 'reserved')).toEqual(['aborted']);
  });
});
