import { ask } from '../support/ask';
import type { TestGateway } from '../support/gateway';
import { sharedGateway } from '../support/shared-gateway';
import { timed } from '../support/timed';

describe('large bodies', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await sharedGateway();
  });

  function manyNames(count: number): Record<string, number> {
    return Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${String(at)}`, at]));
  }

  /** The longest that another caller waited for `/health/live` while `work` went on. */
  async function longestWait(work: Promise<unknown>): Promise<number> {
    const state = { over: false, longest: 0 };
    const done = work.finally(() => (state.over = true));
    do {
      const { ms } = await timed(() => fetch(`${gateway.url}/health/live`));
      state.longest = Math.max(state.longest, ms);
    } while (!state.over);
    await done;
    return state.longest;
  }

  describe('a large body', () => {
    it.each<[string, unknown, number]>([
      ['a context of 60,000 names', { question: 'q', context: manyNames(60_000) }, 400],
      ['60,000 unknown fields', { question: 'q', context: {}, ...manyNames(60_000) }, 400],
      ['a name of a megabyte', { question: 'q', context: {}, ['x'.repeat(1_000_000)]: 1 }, 400],
      [
        '300,000 numbers',
        { question: 'q', context: { list: Array.from({ length: 300_000 }, () => 1) } },
        400,
      ],
      ['a question of 20,000 characters', { question: 'q'.repeat(20_000), context: {} }, 200],
    ])('(%s) is answered briefly, and nobody waits for it', async (_, body, status) => {
      const asked = ask(gateway, body);
      // Far from the seconds that a quadratic walk takes, far above the milliseconds of a linear one.
      expect(await longestWait(asked)).toBeLessThan(1000);
      const answer = await asked;
      expect(answer.status).toBe(status);
      expect(answer.text.length).toBeLessThan(25_000);
    });
  });
});
