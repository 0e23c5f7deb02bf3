import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Queries } from '../../src/storage';
import { adminOf, callerWith, until, type Admin, type Shown, type ShownKey } from '../support/admin';
import { ask } from '../support/ask';
import { auditVerify, tamperWith, verdictOf } from '../support/audit';
import { startGateway, TEST_SECRET, unknownKey, type TestGateway } from '../support/gateway';
import { freshStores, type TestStores } from '../support/storage';

type Row = Readonly<Record<string, unknown>>;
let stores: TestStores;
let gateway: TestGateway;
let admin: Admin;

beforeAll(async () => {
  stores = await freshStores();
  gateway = await startGateway({ stores });
  admin = await adminOf(gateway);
  for (const name of ['one', 'two', 'three', 'four'])
    await admin.call('POST', '/admin/keys', { name, role: 'member' });
});

afterAll(async () => {
  await gateway.stop();
  stores.remove();
});

async function trail(query: string): Promise<readonly Row[]> {
  const { status, body } = await admin.call<Shown<Row>>('GET', `/admin/audit?${query}`);
  expect(status).toBe(200);
  return body.data;
}

async function exported(): Promise<string> {
  const { key } = await adminOf(gateway);
  const answer = await fetch(`${gateway.url}/admin/audit/export`, { headers: { 'x-api-key': key } });
  expect(answer.headers.get('content-type')).toBe('application/x-ndjson');
  const file = join(stores.settings.DATA_DIR, 'audit.ndjson');
  writeFileSync(file, await answer.text());
  return file;
}

/** A decision of a request, found by its id. */
function decision(id: string | null): Promise<Row> {
  return until(
    async () => (await trail(`request_id=${id ?? ''}&kind=request`))[0] ?? {},
    (row) => row['request_id'] === id,
  );
}

describe('the audit trail', () => {
  it('has each request with who, where, and which defence refused it, and nothing of what it said', async () => {
    const reader = await gateway.createKey({ role: 'readonly' });
    const answers = [
      { answer: await ask(gateway), seen: { status: 200, outcome: 'answered', code: null, layer: null } },
      {
        answer: await ask({ url: gateway.url, key: reader }),
        seen: { status: 403, outcome: 'refused', code: 'role_denied', layer: 'access' },
      },
      {
        answer: await ask({ url: gateway.url, key: unknownKey() }),
        seen: { status: 401, outcome: 'refused', code: 'credential_invalid', layer: 'identity', actor: null },
      },
      {
        answer: await ask(gateway, { question: 1 }),
        seen: { status: 400, outcome: 'refused', code: 'validation_failed', layer: 'validation' },
      },
    ];
    for (const { answer, seen } of answers) {
      const row = await decision(answer.headers.get('x-request-id'));
      expect(row).toMatchObject({ kind: 'request', method: 'POST', route: '/api/query', ...seen });
      expect(row).toMatchObject({
        client: expect.stringMatching(/127\.0\.0\.1|::1/),
        ms: expect.any(Number),
      });
    }
    const first = await decision(answers[0]?.answer.headers.get('x-request-id') ?? '');
    expect(first).toMatchObject({ actor: `key:${gateway.key.slice(3, 15)}`, credential: 'api_key' });
    expect((first['models'] as unknown[]).length).toBe(1);
    expect(JSON.stringify(await trail('page_size=200'))).not.toContain('Which plan earns more?');
  });

  it('has the life of a key, before and after, by whom, and no secret', async () => {
    const { body: key } = await admin.call<ShownKey>('POST', '/admin/keys', {
      name: 'under audit',
      role: 'member',
      require_signature: true,
    });
    const path = `/admin/keys/${key.id}`;
    await admin.call('PATCH', path, { role: 'readonly' });
    const rotated = await admin.call<ShownKey>('POST', `${path}/rotate`, { grace_seconds: 0 });
    await admin.call('POST', `${path}/revoke`);
    await admin.call('DELETE', path);
    const acts = await trail(`target=key:${key.id}&sort=at`);
    expect(acts.map(({ action }) => action)).toEqual([
      'key.created',
      'key.changed',
      'key.rotated',
      'key.revoked',
      'key.deleted',
    ]);
    for (const act of acts) expect(act).toMatchObject({ kind: 'act', actor: `key:${admin.id}` });
    expect(acts[0]).toMatchObject({ before: null, after: { name: 'under audit', role: 'member' } });
    expect(acts[1]).toMatchObject({ before: { role: 'member' }, after: { role: 'readonly' } });
    expect(acts[2]).toMatchObject({ before: {}, after: { secrets: 'replaced', old_secrets_until: null } });
    expect(acts[4]).toMatchObject({ before: { name: 'under audit' }, after: null });
    const request = await decision(acts[0]?.['request_id'] as string);
    expect(request).toMatchObject({ route: '/admin/keys', status: 201 });
    const text = JSON.stringify(acts);
    for (const secret of [key.key, key.signing_secret ?? '', rotated.body.key])
      expect(text).not.toContain(secret.slice(16));
  });

  it('has users and browser tokens, whose passwords and tokens are in no row', async () => {
    const password = 'a fixture of a password';
    const { body: user } = await admin.call<{ id: string }>('POST', '/admin/users', {
      username: 'audited',
      password,
      role: 'member',
    });
    await admin.call('PATCH', `/admin/users/${user.id}`, { password: `${password} more` });
    await admin.call('DELETE', `/admin/users/${user.id}`);
    const call = callerWith(gateway, gateway.key);
    const minted = await call('POST', '/api/tokens', { origin: 'https://app.example.com', ttl_seconds: 60 });
    const acts = await trail(`target=user:${user.id}&sort=at`);
    expect(acts.map(({ action }) => action)).toEqual(['user.created', 'user.changed', 'user.deleted']);
    expect(acts[1]).toMatchObject({ after: { password: 'changed' } });
    const [mint] = await trail('action=browser_token.minted');
    expect(mint).toMatchObject({
      actor: `key:${gateway.key.slice(3, 15)}`,
      after: { origin: 'https://app.example.com' },
    });
    const text = JSON.stringify(await trail('page_size=200'));
    for (const secret of [password, String(minted.body['access_token'])]) expect(text).not.toContain(secret);
  });

  it('pages and filters as every list does, and cannot be written to', async () => {
    const { body } = await admin.call<Shown<Row>>('GET', '/admin/audit?kind=act&page_size=2&page=2');
    expect(body.meta).toMatchObject({ page: 2, page_size: 2 });
    expect(body.data).toHaveLength(2);
    for (const query of [
      'kind=other',
      'from=2026-11-22&to=2026-11-21',
      'colour=red',
      'status=x',
      'sort=-hash',
    ])
      expect((await admin.call('GET', `/admin/audit?${query}`)).status).toBe(400);
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'])
      expect((await admin.call(method, '/admin/audit')).status).toBe(405);
  });

  it('verifies, online and as an export that nothing else is needed for', async () => {
    const found = await verdictOf(gateway);
    expect(found).toMatchObject({ valid: true, first_bad: null });
    const file = await exported();
    const key = found.public_keys[0]?.public_key ?? '';
    const good = await auditVerify(stores.settings.DATA_DIR, [file, '--public-key', key]);
    expect([good.code, good.stdout]).toEqual([0, expect.stringMatching(/^Valid: /)]);
  });

  it('says with its exit code what an export proves, and names the first bad row of one that was changed', async () => {
    const file = await exported();
    const unproven = await auditVerify(stores.settings.DATA_DIR, [file]);
    expect([unproven.code, unproven.stderr]).toEqual([3, expect.stringContaining('NOT PROVEN')]);
    const lines = readFileSync(file, 'utf8').split('\n');
    const at = lines.findIndex((line) => line.includes('"name":"three"'));
    const { seq } = (JSON.parse(lines[at] ?? '') as { row: { seq: number } }).row;
    lines[at] = lines[at]?.replace('"role":"member"', '"role":"admin"') ?? '';
    writeFileSync(file, lines.join('\n'));
    // Only where the key of SECRET_KEY is trusted does it come further than to the first line.
    const bad = await auditVerify(stores.settings.DATA_DIR, [file], { SECRET_KEY: TEST_SECRET });
    expect([bad.code, bad.stdout]).toEqual([1, expect.stringContaining(`row ${String(seq)}`)]);
  });

  it.each<[string, number, (db: Queries, writer: string) => Promise<unknown>]>([
    [
      'an edit',
      5,
      (db, writer) =>
        db
          .updateTable('audit_rows')
          .set({ record: '{}' })
          .where('writer', '=', writer)
          .where('seq', '=', 5)
          .execute(),
    ],
    [
      'a deletion',
      4,
      (db, writer) => db.deleteFrom('audit_rows').where('writer', '=', writer).where('seq', '=', 4).execute(),
    ],
    [
      'another order',
      3,
      async (db, writer) => {
        for (const [from, to] of [
          [3, 900],
          [5, 3],
          [900, 5],
        ] as const)
          await db
            .updateTable('audit_rows')
            .set({ seq: to })
            .where('writer', '=', writer)
            .where('seq', '=', from)
            .execute();
      },
    ],
    [
      'a truncation, signatures and all',
      7,
      async (db, writer) => {
        for (const table of ['audit_rows', 'audit_checkpoints'] as const)
          await db.deleteFrom(table).where('writer', '=', writer).where('seq', '>', 6).execute();
      },
    ],
  ])('shows %s in the database, and names the first bad row', async (_, seq, tamper) => {
    const { writers } = await verdictOf(gateway);
    const writer = writers.find(({ state }) => state === 'open')?.writer ?? '';
    const undo = await tamperWith(gateway, (db) => tamper(db, writer));
    const { valid, first_bad: bad } = await verdictOf(gateway);
    await undo();
    expect([valid, bad?.writer]).toEqual([false, writer]);
    // Of a signed batch that is cut, its first row has lost its proof.
    if (seq === 7) expect(bad?.seq).toBeLessThanOrEqual(7);
    else expect(bad?.seq).toBe(seq);
    expect((await verdictOf(gateway)).valid).toBe(true);
  });

  it('is whole after a kill, with every act that was acknowledged', async () => {
    const made: string[] = [];
    const ended = once(gateway.process, 'exit');
    const making = Array.from({ length: 4 }, async () => {
      for (;;) {
        const answer = await admin
          .call<ShownKey>('POST', '/admin/keys', { name: 'soon killed', role: 'member' })
          .catch(() => undefined);
        if (answer?.status !== 201) return;
        made.push(answer.body.id);
        if (made.length === 20) gateway.process.kill('SIGKILL');
      }
    });
    await Promise.all([...making, ended]);
    await gateway.stop();
    gateway = await startGateway({ stores });
    admin = { ...admin, call: callerWith(gateway, admin.key) };
    const acts = await until(
      () => trail('action=key.created&page_size=200'),
      (rows) => made.every((id) => rows.some(({ target }) => target === `key:${id}`)),
    );
    const targets = acts.map(({ target }) => target);
    expect(new Set(targets).size).toBe(targets.length);
    const { valid, writers } = await verdictOf(gateway);
    expect([valid, writers.length]).toEqual([true, 2]);
  });
});
