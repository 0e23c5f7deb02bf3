import { startGateway, type TestGateway } from '../support/gateway';
import { startRedis, type RedisServer } from '../support/servers/redis-server';
import { sendSigned, signedQuestion } from '../support/signer';
import { freshStores, type TestStores } from '../support/storage';
import { timed } from '../support/timed';

let redis: RedisServer;
let stores: TestStores;
let replicas: readonly [TestGateway, TestGateway];

beforeAll(async () => {
  [redis, stores] = await Promise.all([startRedis(), freshStores()]);
  const settings = { REDIS_URL: redis.url };
  replicas = await Promise.all([startGateway({ stores, settings }), startGateway({ stores, settings })]);
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  stores.remove();
  await redis.stop();
});

describe('two replicas on one Redis', () => {
  it('let one of fifty copies of a signed request pass', async () => {
    const signer = await replicas[0].createSignedKey();
    const headers = signedQuestion(signer);
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, copy) => sendSigned(replicas[(copy % 2) as 0 | 1], signer, headers)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ body }) => body['code'] === 'signature_replayed')).toHaveLength(49);
  });

  it('let no signed request pass while Redis is away, say so within 2 s, and do again afterwards', async () => {
    const [replica] = replicas;
    const signer = await replica.createSignedKey();
    await redis.kill();
    try {
      const { value, ms } = await timed(() => sendSigned(replica, signer, signedQuestion(signer)));
      expect([value.status, value.body['code']]).toEqual([503, 'store_unavailable']);
      expect(value.headers.get('retry-after')).toMatch(/^\d+$/);
      expect(ms).toBeLessThan(2000);
    } finally {
      await redis.restart();
    }
    const back = performance.now();
    while ((await sendSigned(replica, signer, signedQuestion(signer))).status !== 200);
    expect(performance.now() - back).toBeLessThan(8000);
  });
});
