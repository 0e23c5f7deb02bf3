import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ServerResponse } from 'node:http';
import type { Request, Response } from 'express';
import { principalOf } from '../auth/principal.fixture';
import { serve, type TestServer } from '../http/serve.fixture';
import { Feed } from './feed';
import type { Overview } from './overview';

const OVERVIEW: Overview = {
  timestamp: '2026-11-21T12:00:00.000Z',
  today: {
    since: '2026-11-21T00:00:00.000Z',
    requests: 0,
    input_tokens: 0,
    output_tokens: 0,
    cost_usd: 0,
    reserved_usd: 0,
  },
  limits: {
    requests_used: 0,
    requests_remaining: 1,
    max_requests: 1,
    window_seconds: 60,
    resets_at: '2026-11-21T12:01:00.000Z',
  },
  budgets: [],
  health: { status: 'healthy', checks: {} },
  traffic: null,
  breaker: 'closed',
  breakers: [],
};
const withRequests = (requests: number): Overview => ({
  ...OVERVIEW,
  today: { ...OVERVIEW.today, requests },
});

let server: TestServer;
let socket: Socket;
let response: ServerResponse;
let feed: Feed;

beforeEach(async () => {
  const arrived = new Promise<ServerResponse>((resolve) => {
    void serve((_, outgoing) => {
      resolve(outgoing);
    }).then((started) => {
      server = started;
      socket = connect(server.port, '127.0.0.1').on('error', () => undefined);
      socket.write('GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    });
  });
  response = await arrived;
  feed = new Feed({} as Request, response as Response, principalOf(), 0);
});
afterEach(() => {
  socket.destroy();
  return server.close();
});

/** All that came, once the feed has ended. */
async function received(): Promise<string> {
  let text = '';
  socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
  feed.end();
  await once(socket, 'close');
  return text;
}
const eventsIn = (text: string): readonly string[] => text.match(/^event: overview$/gm) ?? [];

describe('a feed', () => {
  it('tells what has changed, not that time goes on', async () => {
    feed.show(OVERVIEW, 0);
    const later = '2026-11-21T12:00:01.000Z';
    feed.show({ ...OVERVIEW, timestamp: later, limits: { ...OVERVIEW.limits, resets_at: later } }, 1000);
    feed.show(withRequests(1), 2000);
    feed.show(withRequests(1), 3000);
    const text = await received();
    expect(eventsIn(text)).toHaveLength(2);
    expect(text).toContain(`id: ${OVERVIEW.timestamp}\n`);
    expect(text).not.toContain(': still here');
  });

  it('shows every fifteen seconds that somebody is there', async () => {
    feed.show(OVERVIEW, 0);
    for (const now of [14_999, 15_000, 29_999, 30_000]) feed.show(OVERVIEW, now);
    expect((await received()).match(/^: still here$/gm)).toHaveLength(2);
  });

  it('leaves out what a slow reader has no room for, and tells the rest once there is some', async () => {
    feed.show(OVERVIEW, 0);
    const room = response.writableHighWaterMark;
    const long = (requests: number): Overview => ({
      ...withRequests(requests),
      health: { status: 'healthy', checks: { filler: { status: 'up', text: 'x'.repeat(room) } } },
    });
    let shown = 0;
    while (!response.writableNeedDrain) feed.show(long((shown += 1)), 0);
    const held = response.writableLength;
    for (let more = 0; more < 100; more += 1) feed.show(long((shown += 1)), 0);
    expect(response.writableLength).toBe(held);
    const drained = once(response, 'drain');
    let text = '';
    socket.on('data', (bytes: Buffer) => (text += bytes.toString()));
    await drained;
    feed.show(long(shown), 0);
    feed.end();
    await once(socket, 'close');
    expect(text).toContain(`"requests":${String(shown)},`);
  });

  it('is old after ten minutes', () => {
    expect([feed.isOld(599_999), feed.isOld(600_000)]).toEqual([false, true]);
  });

  it('says nothing to who has left', async () => {
    feed.show(OVERVIEW, 0);
    socket.destroy();
    await once(response, 'close');
    feed.show(withRequests(1), 1000);
    feed.end();
    expect(response.errored).toBeNull();
  });
});
