import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { until } from '../../support/admin';
import { startGateway, type TestGateway } from '../../support/gateway';
import { message, native, rowsOf, unread } from '../../support/native';
import {
  beginStream,
  nextArrival,
  startNativeUpstream,
  writePieces,
  type NativeUpstream,
} from '../../support/native-upstream';
import { beginning, ending, sizedDelta } from '../../support/streams';
import { timed } from '../../support/timed';

const READERS = 32;
const EVENTS = 200;
const KIB = 1024;
const MIB = 1024 * KIB;
const OFFERED_BYTES = 64 * MIB;
const WARM_UP_BYTES = 16 * MIB;
const PIECE_BYTES = 16 * KIB;
const MEMORY_MOST_BYTES = 24 * MIB;
/** Answers that a gateway gives between two looks: if a provider may write on, it does in that time. */
const LOOKS = 40;

let upstream: NativeUpstream;
let gateway: TestGateway;

beforeAll(async () => {
  upstream = await startNativeUpstream();
  gateway = await startGateway({ settings: upstream.settings });
});

afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

/** The memory of the gateway's process, in bytes (proc(5), `VmRSS` in KiB). */
function residentBytes({ process: { pid } }: TestGateway): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * KIB;
}

async function live(): Promise<void> {
  await (await fetch(`${gateway.url}/health/live`)).arrayBuffer();
}

/** V8 takes some 60 MB for the first stream of a process, however well it is read, and keeps them. */
async function warmUp(): Promise<void> {
  upstream.follow(async (arrival) => {
    beginStream(arrival);
    await writePieces(arrival, offered(WARM_UP_BYTES));
    arrival.response.end();
  });
  const reply = await native(gateway, message('?', { stream: true }));
  expect(reply.bytes.length).toBeGreaterThan(WARM_UP_BYTES);
}

let requests = 0;

/** A request id that no other test has. */
function freshId(): string {
  requests += 1;
  return `stream-${String(requests)}`;
}

describe('a stream', () => {
  it(`reaches each of ${String(READERS)} readers whole and in order, and nobody else`, async () => {
    const streamOf = (mark: string): string[] => [
      beginning(),
      ...Array.from({ length: EVENTS }, (_, event) => sizedDelta(`${mark} ${String(event)}`, KIB)),
      ending(),
    ];
    upstream.follow(async (arrival) => {
      beginStream(arrival);
      await writePieces(arrival, streamOf(/reader-\d+/.exec(arrival.body.toString())?.[0] ?? ''));
      arrival.response.end();
    });
    const marks = Array.from({ length: READERS }, (_, reader) => `reader-${String(reader)}`);
    const replies = await Promise.all(marks.map((mark) => native(gateway, message(mark, { stream: true }))));
    const expected = marks.map((mark) => streamOf(mark).join(''));
    expect(replies.map(({ text }, reader) => text === expected[reader])).toEqual(marks.map(() => true));
    expect(Math.min(...expected.map(({ length }) => length))).toBeGreaterThan(EVENTS * KIB);
  });

  it('whose reader does not read holds the provider back, in bounded memory, and goes on when it does', async () => {
    let written = 0;
    const hash = createHash('sha256');
    await warmUp();
    const started = residentBytes(gateway);
    const arrived = nextArrival(upstream, async (arrival) => {
      beginStream(arrival);
      const count = (bytes: number): void => void (written += bytes);
      await writePieces(
        arrival,
        remembered(offered(), (piece) => hash.update(piece)),
        count,
      );
      arrival.response.end();
    });
    const id = freshId();
    const answer = await unread(gateway, message('?', { stream: true }), id);
    await until(
      async () => {
        const before = written;
        for (let look = 0; look < LOOKS; look += 1) await live();
        return written > MIB && written === before;
      },
      (isHeld) => isHeld,
    );
    const held = residentBytes(gateway);
    expect(written).toBeLessThan(OFFERED_BYTES / 2);
    expect(held - started).toBeLessThan(MEMORY_MOST_BYTES);
    if (process.env['SHOW_FIGURES'] !== undefined)
      console.log({
        heldBackAtMiB: written / MIB,
        startedMiB: started / MIB,
        grownMiB: (held - started) / MIB,
      });
    const read = createHash('sha256');
    for await (const chunk of answer) read.update(chunk as Buffer);
    expect(await (await arrived).over).toBe('answered');
    expect(written).toBeGreaterThan(OFFERED_BYTES);
    expect(read.digest('hex')).toBe(hash.digest('hex'));
    expect(await rowsOf(gateway, id)).toMatchObject([{ outcome: 'answered', output_tokens: 12 }]);
  });
});

function* offered(bytes = OFFERED_BYTES): Generator<string, void> {
  yield beginning();
  for (let piece = 0; piece < bytes / PIECE_BYTES; piece += 1)
    yield sizedDelta(`piece ${String(piece)}`, PIECE_BYTES);
  yield ending();
}

describe('a reader that does not keep up', () => {
  it.each([
    ['abort', 'closed', 1],
    ['drain', 'answered', 12],
  ] as const)(
    'and then leaves ends the call, or with a key that drains frees it (%s)',
    async (onDisconnect, end, output) => {
      const key = await gateway.createKey({ onDisconnect });
      const arrived = nextArrival(upstream, async (arrival) => {
        beginStream(arrival);
        await writePieces(arrival, offered(WARM_UP_BYTES));
        arrival.response.end();
      });
      const id = freshId();
      const answer = await unread({ url: gateway.url, key }, message('?', { stream: true }), id);
      const { response, over } = await arrived;
      await untilHeld(response);
      const { value, ms } = await timed(() => {
        answer.destroy();
        return over;
      });
      expect(value).toBe(end);
      if (end === 'closed') expect(ms).toBeLessThan(1500);
      const [row, ...others] = await rowsOf(gateway, id);
      expect(others).toEqual([]);
      expect(row).toMatchObject({ outcome: 'client_left', input_tokens: 25 });
      if (end === 'answered') expect(row?.output_tokens).toBe(output);
      else expect(row?.output_tokens).toBeGreaterThan(output);
    },
  );

  it('gets no ending that the provider did not write when that breaks off', async () => {
    let written = '';
    const arrived = nextArrival(upstream, async (arrival) => {
      beginStream(arrival);
      await writePieces(
        arrival,
        remembered(offered(), (piece) => (written += piece)),
      );
    });
    const id = freshId();
    const answer = await unread(gateway, message('?', { stream: true }), id);
    const { response } = await arrived;
    await untilHeld(response);
    response.destroy();
    const { text, isCut } = await readable(answer);
    const [before, error] = text.split('event: error\n');
    expect(written.startsWith(before ?? '?')).toBe(true);
    expect([isCut, error !== undefined]).toContain(true);
    expect(text).not.toContain('event: message_stop');
    expect(await rowsOf(gateway, id)).toMatchObject([{ outcome: 'failed' }]);
  });
});

/** Until the gateway has stopped reading: it has turns enough meanwhile to take what it would take. */
async function untilHeld(response: ServerResponse): Promise<void> {
  await until(
    async () => {
      const before = response.socket?.bytesWritten;
      for (let look = 0; look < LOOKS; look += 1) await live();
      return response.writableNeedDrain && response.socket?.bytesWritten === before;
    },
    (isHeld) => isHeld,
  );
}

function* remembered(
  pieces: Iterable<string>,
  remember: (piece: string) => unknown,
): Generator<string, void> {
  for (const piece of pieces) {
    remember(piece);
    yield piece;
  }
}

/** What can still be read of an answer, and whether its connection was cut. */
async function readable(answer: AsyncIterable<Buffer>): Promise<{ text: string; isCut: boolean }> {
  let text = '';
  try {
    for await (const chunk of answer) text += chunk.toString('latin1');
    return { text, isCut: false };
  } catch {
    return { text, isCut: true };
  }
}
