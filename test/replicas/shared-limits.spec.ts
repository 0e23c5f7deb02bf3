import { ask } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { freshStores, type TestStores } from '../support/storage';
import { timed } from '../support/timed';

let stores: TestStores;
let replicas: readonly [TestGateway, TestGateway];

beforeAll(async () => {
  stores = await freshStores();
  // Both at once, on an empty database: the migrations must agree.
  replicas = await Promise.all([startGateway({ stores }), startGateway({ stores })]);
});

afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  stores.remove();
});

describe('two replicas on one Redis', () => {
  it('admit together exactly N of 4N at once', async () => {
    const [one, other] = replicas;
    const key = await one.createKey({ rateLimit: { maxRequests: 50, windowSeconds: 60 } });
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, request) => ask({ url: (request % 2 === 0 ? one : other).url, key })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(50);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(150);
  });

  it('both know a key that one of them was given, and forget it when it is revoked', async () => {
    const [one, other] = replicas;
    const key = await one.createKey();
    expect((await ask({ url: other.url, key })).status).toBe(200);
    await one.revokeKey(key);
    const { ms } = await timed(async () => {
      for (const replica of replicas) while ((await ask({ url: replica.url, key })).status === 200);
    });
    expect(ms).toBeLessThan(1500);
  });
});
