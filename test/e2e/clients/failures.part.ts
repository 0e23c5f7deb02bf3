import { randomUUID } from 'node:crypto';
import { LIBRARIES, type LibraryName, type Task } from '../../support/clients/library';
import type { World } from '../../support/clients/world';

/**
 * What the libraries make of a sick provider.
 * @param started a world that tries nothing again; runs by the time of the hooks
 */
export function failures(started: () => World): void {
  let world: World;

  beforeAll(() => {
    world = started();
  });

  describe.each(LIBRARIES)('%s', (name) => {
    it.each([
      ['error-event:5', 'overloaded_error'],
      ['cut:5', 'api_error'],
      ['end-early:5', 'api_error'],
      ['garbage', 'api_error'],
    ])('raises %s in a stream as an error, once', async (trouble, type) => {
      const task = await world.freshTask();
      await world.simulator.trouble(trouble, { match: task.question, times: 10 });
      const thrown = await world.library(name).fails('stream', task);
      expect(thrown).toMatchObject({ body: { error: { type } }, attempts: 1 });
      expect(thrown.message).not.toMatch(/127\.0\.0\.1|simulator/i);
      expect(await world.simulator.requests(task.question)).toHaveLength(1);
    });
  });

  /** LangChain tries seven times, for more than a minute; it is told to be quicker. */
  const RETRIES: Readonly<Partial<Record<LibraryName, Partial<Task>>>> = { langchain: { maxRetries: 1 } };

  describe('all libraries', () => {
    it('try an overloaded provider again before they give up', async () => {
      const attempts = await Promise.all(
        LIBRARIES.map(async (name) => {
          const task = { ...(await world.freshTask()), ...RETRIES[name] };
          await world.simulator.trouble('status:529,retry-after=1', { match: task.question, times: 10 });
          const thrown = await world.library(name).fails('ask', task);
          expect(thrown).toMatchObject({ status: 529, body: { error: { type: 'overloaded_error' } } });
          expect(await world.simulator.requests(task.question)).toHaveLength(thrown.attempts);
          return [name, thrown.attempts];
        }),
      );
      expect(Object.fromEntries(attempts)).toEqual({ 'sdk 1.x': 3, 'sdk 0.x': 3, ai: 3, langchain: 2 });
    });

    it('wait as Retry-After says, and are served', async () => {
      const statuses = await Promise.all(
        LIBRARIES.map(async (name) => {
          const task = await world.freshTask({ rateLimit: { maxRequests: 1, windowSeconds: 3 } });
          await world.library(name).does('ask', task);
          const id = `req_${randomUUID()}`;
          const answer = await world.library(name).does('ask', { ...task, headers: { 'x-request-id': id } });
          expect(answer.text).toContain(task.question);
          await world.gateway.logged(({ request_id, status }) => request_id === id && status === 200);
          return (await world.logged(id)).map(({ status }) => status);
        }),
      );
      for (const those of statuses) expect([those[0], those.at(-1)]).toEqual([429, 200]);
    });
  });
}
