import fc from 'fast-check';
import { EventSplitter } from './event-splitter';
import { RelayRun, type Act } from './relay.fixture';
import { closingOf, eventOf, PING, START, STOP, textOf } from './stream.fixture';

type Kind = 'content' | 'closing' | 'passing';
interface Made {
  readonly kind: Kind;
  readonly bytes: Buffer;
}
const made = (kind: Kind, bytes: Buffer): Made => ({ kind, bytes });

const text = fc.string({ unit: 'grapheme' }).map((piece) => made('content', textOf(piece)));
const block = fc.constant(made('content', eventOf('content_block_stop', { index: 0 }, '\r\n')));
const closing = fc.nat(99).map((tokens) => made('closing', closingOf(tokens)));
const passing = fc
  .constantFrom(PING, Buffer.from(': hm\n\n'), eventOf('news', {}))
  .map((bytes) => made('passing', bytes));
/** A good stream without its last event. */
const unended = fc
  .tuple(fc.array(fc.oneof(text, block, closing, passing), { maxLength: 10 }), closing, fc.array(passing))
  .map(([middle, last, late]) => [made('content', START), ...middle, last, ...late]);

const bytesOf = (events: readonly Made[]): Buffer => Buffer.concat(events.map(({ bytes }) => bytes));

/** What a reader may have of these events: all, but for what may be the ending. */
function released(events: readonly Made[]): Buffer {
  const lastContent = events.findLastIndex(({ kind }) => kind === 'content');
  const ending = events.findIndex(({ kind }, at) => kind === 'closing' && at > lastContent);
  return bytesOf(ending === -1 ? events : events.slice(0, ending));
}

/** The bytes as they come from a connection that breaks off at the end of them. */
function* arriving(bytes: Buffer, cuts: readonly number[]): Generator<Act, void> {
  const splitter = new EventSplitter();
  const ends = [...cuts].sort((a, b) => a - b).filter((at) => at < bytes.length);
  for (const [at, end] of [...ends, bytes.length].entries()) {
    yield* splitter.feed(bytes.subarray(ends[at - 1] ?? 0, end));
  }
  if (splitter.rest > 0) yield new Error('broken off');
}

const cuts = fc.array(fc.nat(1500), { maxLength: 12 });

describe('a relay', () => {
  it('never makes a whole answer of a broken one, wherever it breaks and however it comes', async () => {
    await fc.assert(
      fc.asyncProperty(unended, fc.nat(), cuts, async (events, some, places) => {
        const stream = Buffer.concat([bytesOf(events), STOP]);
        const length = some % stream.length;
        const run = new RelayRun(arriving(stream.subarray(0, length), places));
        await expect(run.ending()).rejects.toThrow();
        run.patience.end();
        let sum = 0;
        const whole = events.filter(({ bytes }) => (sum += bytes.length) <= length);
        expect(Buffer.concat(run.written).toString()).toBe(released(whole).toString());
        expect(run.tally.isEnded).toBe(false);
      }),
    );
  });

  it('gives all of a good stream, once and in order, and its ending last', async () => {
    await fc.assert(
      fc.asyncProperty(unended, cuts, async (events, places) => {
        const stream = Buffer.concat([bytesOf(events), STOP]);
        const run = new RelayRun(arriving(stream, places));
        const ending = await run.ending();
        run.patience.end();
        expect(Buffer.concat([...run.written, ending]).toString()).toBe(stream.toString());
        expect(Buffer.concat(run.written).toString()).toBe(released(events).toString());
        expect(run.texts.join('')).toBe(textsIn(events));
      }),
    );
  });
});

function textsIn(events: readonly Made[]): string {
  const deltas = events.map(({ bytes }) => /"text":(".*")\}/s.exec(bytes.toString())?.[1] ?? '""');
  return deltas.map((json) => JSON.parse(json) as string).join('');
}
