import { once } from 'node:events';
import { request, type ServerResponse } from 'node:http';
import { contextOf } from './execution.fixture';
import type { RequestContext } from './request-context';
import { serve, type TestServer } from './serve.fixture';
import { whenDone } from './when-done';

let server: TestServer;
let context: RequestContext;
let response: ServerResponse;
let client: ReturnType<typeof request>;

beforeEach(async () => {
  const arrived = new Promise<ServerResponse>((resolve) => {
    void serve((incoming, outgoing) => {
      incoming.context = context;
      resolve(outgoing);
    }).then((started) => {
      server = started;
      client = request(server.url, { agent: false });
      client.on('error', () => undefined).end();
    });
  });
  context = contextOf();
  response = await arrived;
});
afterEach(() => server.close());

describe('a request whose client has left', () => {
  it.each(['resolves', 'rejects'])('is done when the work for it %s', async (how) => {
    let end: () => void = () => undefined;
    const work = new Promise<string>((resolve, reject) => {
      end = () => {
        if (how === 'resolves') resolve('answer');
        else reject(new Error('no answer'));
      };
    });
    const during = context.during(work).catch((error: unknown) => error);
    let isDone = false;
    const done = new Promise<void>((resolve) => {
      whenDone(response, () => {
        isDone = true;
        resolve();
      });
    });
    client.destroy();
    await once(response, 'close');
    await new Promise(setImmediate);
    expect(isDone).toBe(false);
    end();
    await done;
    expect([await during, context.work]).toEqual([
      how === 'resolves' ? 'answer' : new Error('no answer'),
      undefined,
    ]);
  });

  it('is done at once where nothing is done for it', async () => {
    const done = jest.fn();
    whenDone(response, done);
    client.destroy();
    await once(response, 'close');
    expect(done).toHaveBeenCalledTimes(1);
  });
});
