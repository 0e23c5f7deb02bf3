import { randomUUID } from 'node:crypto';
import { LIBRARIES, SDKS } from '../../support/clients/library';
import { classOf, REFUSALS } from '../../support/clients/refusals';
import { GUARDED, ORDINARY } from '../../support/clients/wishes';
import type { World } from '../../support/clients/world';

/**
 * What the libraries make of refusals.
 * @param started a world that takes small bodies and tries nothing again; runs by the time of the hooks
 */
export function refusals(started: () => World): void {
  let world: World;

  beforeAll(() => {
    world = started();
  });

  describe.each(LIBRARIES)('%s', (name) => {
    it.each(REFUSALS.filter(({ not }) => not !== name))('is told $status when $when', async (refusal) => {
      const library = world.library(name);
      const task = await refusal.prepare({ world, library, name });
      const headers = { ...task.headers, 'x-request-id': `req_${randomUUID()}` };
      const thrown = await library.fails('ask', { ...task, headers });
      const { status, type, code } = refusal;
      expect(thrown).toMatchObject({
        classes: expect.arrayContaining([classOf(name, refusal)]),
        status,
        body: {
          type: 'error',
          error: {
            type,
            message: expect.stringMatching(/./),
            ...(code === undefined ? {} : { details: { error_code: code } }),
          },
          request_id: expect.stringMatching(/^req_/),
        },
        attempts: 1,
      });
      if (name === 'sdk 1.x' && code !== undefined) expect(thrown.errorCode).toBe(code);
      if (refusal.passes) expect(thrown.retryAfter).toMatch(/^[1-9]\d*$/);
      else expect(thrown.retryAfter).toBeNull();
      expect(await world.logged(headers['x-request-id'])).toMatchObject([{ route: '/v1/messages', status }]);
      expect(thrown.shouldRetry).toBe(refusal.final ? 'false' : null);
    });

    it.each([
      ["the gateway's", { models: ['claude-haiku-5-5'] }, undefined],
      ["the provider's", {}, 'status:400'],
    ])('finds the request id of %s refusals where it looks for it', async (_whose, rights, trouble) => {
      const task = await world.freshTask(rights);
      if (trouble !== undefined) await world.simulator.trouble(trouble, { match: task.question });
      const thrown = await world.library(name).fails('ask', task);
      expect(thrown.requestId).toMatch(/^req_/);
      expect(thrown.requestId).toBe(thrown.body?.request_id);
    });
  });

  describe.each(SDKS)('%s', (name) => {
    it('is told that an API is not served', async () => {
      const thrown = await world.library(name).fails('listBatches', await world.freshTask());
      expect(thrown).toMatchObject({
        classes: expect.arrayContaining(['NotFoundError']),
        status: 404,
        body: { type: 'error', error: { type: 'not_found_error', details: { error_code: 'not_found' } } },
        attempts: 1,
      });
    });

    it("is told in the provider's words that there is no such model", async () => {
      const task = { ...(await world.freshTask()), model: 'claude-sonnet-0-1' };
      expect(await world.library(name).fails('retrieveModel', task)).toMatchObject({
        classes: expect.arrayContaining(['NotFoundError']),
        body: { type: 'error', error: { type: 'not_found_error', message: 'model: claude-sonnet-0-1' } },
        attempts: 1,
      });
    });
  });

  describe('two credentials on one request', () => {
    it('are refused when they differ', async () => {
      const task = await world.freshTask();
      const headers = { 'x-api-key': await world.gateway.createKey() };
      expect(await world.library('sdk 1.x').fails('ask', { ...task, headers })).toMatchObject({
        classes: expect.arrayContaining(['BadRequestError']),
        errorCode: 'credential_ambiguous',
        attempts: 1,
      });
    });

    it('are one when they are the same', async () => {
      const task = await world.freshTask();
      const answer = await world
        .library('sdk 1.x')
        .does('ask', { ...task, headers: { 'x-api-key': task.key } });
      expect(answer.text).toContain(task.question);
    });
  });

  describe('sdk 1.x with a key that has no capability', () => {
    it.each(ORDINARY)('gets %s', async (_what, extra) => {
      const answer = await world.library('sdk 1.x').does('ask', { ...(await world.freshTask()), extra });
      expect(answer.text).toContain('This is the Sallyport simulator');
    });

    it.each(GUARDED)('does not get %s, and gets it with that capability', async (capability, extra) => {
      const strict = { ...(await world.freshTask()), extra };
      expect(await world.library('sdk 1.x').fails('ask', strict)).toMatchObject({
        classes: expect.arrayContaining(['PermissionDeniedError']),
        errorCode: 'capability_denied',
        message: expect.stringContaining(`\`${capability}\``),
      });
      const granted = { ...(await world.freshTask({ capabilities: [capability] })), extra };
      const answer = await world.library('sdk 1.x').does('ask', granted);
      expect(answer.text).toContain('You asked: ');
    });
  });
}
