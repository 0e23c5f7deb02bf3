import fc from 'fast-check';
import { refusalOf } from '../../kernel/refusal.fixture';
import { eventsOf, EventSplitter } from './event-splitter';

const LONGEST = 8_388_608;
const CHUNK = 16_384;

const text = fc.string({ unit: 'grapheme' }).map((any) => any.replace(/[\r\n]/g, ' '));
const line = fc.oneof(
  text.map((data) => `data: ${data}`),
  text.map((comment) => `: ${comment}`),
  fc.constantFrom('event: message_start', 'event: ping', 'event: never_heard_of', 'id: 1', 'retry: 5', 'odd'),
);
const event = fc
  .tuple(fc.array(line, { minLength: 1, maxLength: 4 }), fc.constantFrom('\n', '\r\n'))
  .map(([lines, end]) => Buffer.from(`${lines.join(end)}${end}${end}`));
const events = fc.array(event, { maxLength: 8 });

/** Bytes split at these places, or each by itself. */
const cuts = fc.oneof(fc.constant('each byte' as const), fc.array(fc.nat(400)));
function split(bytes: Buffer, places: 'each byte' | readonly number[]): readonly Buffer[] {
  const ends = places === 'each byte' ? [...bytes.keys()] : [...places].sort((a, b) => a - b);
  return [...ends, bytes.length].map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}

interface Fed {
  readonly pieces: readonly Buffer[];
  readonly rest: number;
}
const drain = (splitter: EventSplitter, chunk: Buffer): readonly Buffer[] => [...splitter.feed(chunk)];
function feed(chunks: readonly Buffer[]): Fed {
  const splitter = new EventSplitter();
  const pieces = chunks.flatMap((chunk) => drain(splitter, chunk));
  return { pieces, rest: splitter.rest };
}

/** How many bytes each beginning of a list of events has. */
function boundariesOf(list: readonly Buffer[]): ReadonlySet<number> {
  let sum = 0;
  return new Set(list.map(({ length }) => (sum += length)));
}

describe('a stream, however its bytes are split,', () => {
  it('comes out as it went in, in pieces that end where events end', () => {
    fc.assert(
      fc.property(events, cuts, (list, places) => {
        const { pieces, rest } = feed(split(Buffer.concat(list), places));
        expect(Buffer.concat(pieces)).toEqual(Buffer.concat(list));
        expect(rest).toBe(0);
        const boundaries = boundariesOf(list);
        for (const end of boundariesOf(pieces)) expect(boundaries).toContain(end);
      }),
    );
  });

  it('gives the same events', () => {
    fc.assert(
      fc.property(events, cuts, (list, places) => {
        const { pieces } = feed(split(Buffer.concat(list), places));
        expect(pieces.flatMap((piece) => [...eventsOf(piece)])).toEqual(list);
      }),
    );
  });

  it('keeps an event back that has not come whole', () => {
    fc.assert(
      fc.property(events, event, fc.nat(), cuts, (list, last, some, places) => {
        const begun = last.subarray(0, some % last.length);
        const { pieces, rest } = feed(split(Buffer.concat([...list, begun]), places));
        expect(Buffer.concat(pieces)).toEqual(Buffer.concat(list));
        expect(rest).toBe(begun.length);
      }),
    );
  });

  it('loses nothing and cuts only behind blank lines, whatever it is made of', () => {
    const soup = fc
      .array(fc.constantFrom('\n', '\r\n', '\r', 'a', 'é', 'data: x'))
      .map((parts) => Buffer.from(parts.join('')));
    fc.assert(
      fc.property(soup, cuts, (bytes, places) => {
        const { pieces, rest } = feed(split(bytes, places));
        const whole = Buffer.concat(pieces);
        expect(whole).toEqual(bytes.subarray(0, bytes.length - rest));
        for (const end of boundariesOf(pieces)) expect(whole.toString('latin1', 0, end)).toMatch(/\n\r?\n$/);
        expect(Buffer.concat([...eventsOf(whole)])).toEqual(whole);
      }),
    );
  });
});

describe('the events of a piece', () => {
  it('are none of nothing', () => {
    expect([...eventsOf(Buffer.alloc(0))]).toEqual([]);
  });

  it('end where the piece ends', () => {
    const piece = Buffer.from('data: 1\n\ndata: 2\r\n\r\ndata: 3\n');
    expect([...eventsOf(piece)].map(String)).toEqual(['data: 1\n\n', 'data: 2\r\n\r\n', 'data: 3\n']);
  });
});

describe('an event without an end', () => {
  afterEach(() => jest.restoreAllMocks());

  it('is refused once it is longer than any of the provider’s', async () => {
    const splitter = new EventSplitter();
    for (let sum = 0; sum < LONGEST; sum += CHUNK) drain(splitter, Buffer.alloc(CHUNK, 'x'));
    expect(splitter.rest).toBe(LONGEST);
    const { code, message } = await refusalOf(() => drain(splitter, Buffer.from('x')));
    expect([code, message]).toEqual(['upstream_error', 'The model provider could not be understood']);
  });

  it('is refused also where it follows one that ended', async () => {
    const splitter = new EventSplitter();
    const chunk = Buffer.concat([Buffer.from('data: 1\n\n'), Buffer.alloc(LONGEST + 1, 'x')]);
    expect((await refusalOf(() => drain(splitter, chunk))).code).toBe('upstream_error');
  });

  it('is copied once, at its end, and not with every chunk', () => {
    const copies: number[] = [];
    const concat = Buffer.concat.bind(Buffer);
    jest.spyOn(Buffer, 'concat').mockImplementation((...list) => {
      const copy = concat(...list);
      copies.push(copy.length);
      return copy;
    });
    const splitter = new EventSplitter();
    for (let sum = 0; sum < LONGEST; sum += CHUNK) drain(splitter, Buffer.alloc(CHUNK, 'x'));
    expect(drain(splitter, Buffer.from('\n\n')).map(({ length }) => length)).toEqual([LONGEST + 2]);
    const copied = copies.reduce((sum, length) => sum + length, 0);
    expect(copied).toBeLessThan(3 * LONGEST);
  });
});
