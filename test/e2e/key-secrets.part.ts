import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '../support/admin';
import { reply, type Reply } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import { timed } from '../support/timed';

describe('secrets of keys', () => {
  let gateway: TestGateway;
  let other: string;

  beforeAll(async () => {
    gateway = await sharedGateway();
    other = await gateway.createKey();
  });

  async function look(headers: Readonly<Record<string, string>>, query = ''): Promise<Reply> {
    return reply(await fetch(`${gateway.url}/api/rate-limit-status${query}`, { headers }));
  }

  describe('a key in use ends', () => {
    const use = async (key: string): Promise<number> => (await look({ 'x-api-key': key })).status;

    it('within 1.5 s of its revocation', async () => {
      const key = await gateway.createKey();
      expect(await use(key)).toBe(200);
      await gateway.revokeKey(key);
      const { value, ms } = await timed(() =>
        until(
          () => use(key),
          (status) => status !== 200,
        ),
      );
      expect(value).toBe(401);
      expect(ms).toBeLessThan(1500);
    });

    it('when it expires', async () => {
      const expiresAt = Date.now() + 2000;
      const key = await gateway.createKey({ expiresAt });
      expect(await use(key)).toBe(200);
      for (let asked = Date.now(); (await use(key)) === 200; asked = Date.now())
        expect(asked).toBeLessThan(expiresAt);
      expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
    });
  });

  describe('a secret', () => {
    it('is kept by the store, which has a keyed hash and no part of the secret', async () => {
      const rows = await gateway.database.attempt((db) => db.selectFrom('api_keys').selectAll().execute());
      const row = rows.find(({ id }) => id === gateway.key.slice(3, 15));
      expect(row?.hash).toMatch(/^.{43,}$/);
      const secret = gateway.key.slice(16);
      const plainHashes = (['hex', 'base64', 'base64url'] as const).map((form) =>
        createHash('sha256').update(gateway.key).digest(form),
      );
      for (const text of [gateway.key, secret, secret.slice(0, 20), secret.slice(-20), ...plainHashes])
        expect(JSON.stringify(rows)).not.toContain(text);
      const folder = gateway.stores.settings.DATA_DIR;
      for (const file of readdirSync(folder))
        expect(readFileSync(join(folder, file)).includes(secret)).toBe(false);
    });

    it('is kept by the log, which repeats neither a key nor a query value', async () => {
      const values = [gateway.key, other, 'canary-query-value'];
      const query = `?key=${gateway.key}&x=canary-query-value`;
      const sent = [
        await look({ 'x-api-key': gateway.key }, query),
        await look({ 'x-api-key': gateway.key, authorization: `Bearer ${other}` }, query),
        await look({ 'x-api-key': `${gateway.key}x` }, query),
        await look({}, query),
        await reply(await fetch(`${gateway.url}/nowhere${query}`, { headers: { 'x-api-key': gateway.key } })),
        await reply(await fetch(`${gateway.url}/%zz${query}`, { headers: { 'x-api-key': gateway.key } })),
      ];
      for (const { headers } of sent)
        await gateway.logged((record) => record['request_id'] === headers.get('x-request-id'));
      for (const value of values) expect(gateway.output()).not.toContain(value);
    });
  });
});
