import { once } from 'node:events';
import { until } from '../support/admin';
import { ask, type Reply } from '../support/ask';
import { startGateway, type TestGateway } from '../support/gateway';
import { answersOf, endlessQuestion, hold, holdAll, underWay } from '../support/holding';
import { startTestSimulator, type TestSimulator } from '../support/simulator';
import { freshStores, type TestStores } from '../support/storage';

let simulator: TestSimulator;
let stores: TestStores;
let one: TestGateway;

beforeAll(async () => {
  [simulator, stores] = await Promise.all([startTestSimulator(), freshStores()]);
  one = await startGateway({ stores, settings: simulator.settings });
});

afterAll(async () => {
  await one.stop();
  await simulator.close();
  stores.remove();
});

function another(): Promise<TestGateway> {
  return startGateway({ stores, settings: simulator.settings });
}

const isIn = ({ status }: Reply): boolean => status === 200;

describe('two replicas on one Redis', () => {
  let other: TestGateway;

  beforeAll(async () => {
    other = await another();
  });

  afterAll(async () => {
    await other.stop();
  });

  it.each([
    [1, 8],
    [2, 12],
    [7, 60],
  ])('let exactly %i of %i in, wherever these come, and again when all have left', async (max, many) => {
    const key = await one.createKey({ maxConcurrency: max });
    const question = await endlessQuestion(simulator);
    const all = Array.from({ length: many }, (_, at) => hold(at % 2 === 0 ? one : other, key, question));
    const refused = answersOf(all);
    await until(
      async () => (await underWay(simulator, question)) + refused.length,
      (settled) => settled === many,
    );
    expect(refused.map(({ body }) => body['code'])).toEqual(
      Array<string>(many - max).fill('concurrency_limited'),
    );
    for (const { leave } of all) leave();
    const next = await endlessQuestion(simulator);
    const again = await holdAll(simulator, next, max, () => hold(other, key, next));
    for (const { url } of [one, other])
      expect((await ask({ url, key })).body).toMatchObject({ code: 'concurrency_limited' });
    expect(await underWay(simulator, next)).toBe(max);
    for (const { leave } of again) leave();
  });
});

it('a replica that is killed gives its places back within 12 s, and those of others stay taken', async () => {
  const doomed = await another();
  const ended = once(doomed.process, 'exit');
  const key = await one.createKey({ maxConcurrency: 3 });
  const question = await endlessQuestion(simulator);
  const held = [hold(one, key, question), hold(doomed, key, question), hold(doomed, key, question)];
  await until(
    () => underWay(simulator, question),
    (now) => now === 3,
  );
  expect((await ask({ url: one.url, key })).body).toMatchObject({ code: 'concurrency_limited' });

  doomed.process.kill('SIGKILL');
  await ended;
  const killed = performance.now();
  await until(() => ask({ url: one.url, key }), isIn);
  expect(performance.now() - killed).toBeLessThan(12_000);

  const more = Array.from({ length: 6 }, () => hold(one, key, question));
  const refused = answersOf(more);
  await until(
    async () => (await underWay(simulator, question)) + refused.length,
    (settled) => settled === 7,
  );
  expect(refused).toHaveLength(4);
  for (const { leave } of [...held, ...more]) leave();
  await doomed.stop();
});
