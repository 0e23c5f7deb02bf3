import fc from 'fast-check';
import { EventSplitter, type ServerEvent } from '../src/event-splitter.js';

const read = (...pieces: readonly string[]): readonly ServerEvent[] => {
  const splitter = new EventSplitter();
  return pieces.flatMap((piece) => splitter.push(piece));
};

const message = (data: string): ServerEvent => ({ type: 'message', data });

describe('the events of a stream', () => {
  it.each<[string, string, readonly ServerEvent[]]>([
    ['one event', 'event: delta\ndata: 1\n\n', [{ type: 'delta', data: '1' }]],
    ['no name', 'data: 1\n\n', [message('1')]],
    ['CRLF', 'event: a\r\ndata: 1\r\n\r\n', [{ type: 'a', data: '1' }]],
    ['CR', 'event: a\rdata: 1\r\r', [{ type: 'a', data: '1' }]],
    ['line ends of all kinds', 'data: 1\r\ndata: 2\rdata: 3\n\r\n', [message('1\n2\n3')]],
    ['data over several lines', 'data: a\ndata:\ndata: b\n\n', [message('a\n\nb')]],
    ['comments', ': hello\n:\ndata: 1\n: there\n\n', [message('1')]],
    ['one space, which is not data', 'data:  1\ndata:2\n\n', [message(' 1\n2')]],
    ['colons in data', 'data: a:b: c\n\n', [message('a:b: c')]],
    ['a field without a colon', 'data\n\n', [message('')]],
    ['fields that nobody knows', 'id: 7\nretry: 5\nother: x\ndata: 1\n\n', [message('1')]],
    ['a name without data', 'event: a\n\ndata: 1\n\n', [message('1')]],
    ['an event that is cut off', 'data: 1\n\ndata: 2\n', [message('1')]],
    [
      'line separators of Unicode, which end no line',
      'data: a\u2028b\u0085c\n\n',
      [message('a\u2028b\u0085c')],
    ],
  ])('%s', (_, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('are the same, wherever the text is cut', () => {
    const line = fc.constantFrom('data: x', 'data:  y', 'event: e', ': c', 'data', '', 'id: 1', 'data: é😀');
    const end = fc.constantFrom('\n', '\r', '\r\n');
    const text = fc.array(fc.tuple(line, end), { maxLength: 20 }).map((lines) => lines.flat().join(''));
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 200 }), { maxLength: 12 }), (whole, cuts) => {
        const places = [
          0,
          ...cuts.map((cut) => cut % (whole.length + 1)).sort((a, b) => a - b),
          whole.length,
        ];
        const pieces = places.slice(1).map((place, at) => whole.slice(places[at], place));
        expect(read(...pieces)).toEqual(read(whole));
      }),
    );
  });

  it('are those that were written, in any line ends', () => {
    const data = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll(/[\r\n]/g, ' '));
    const one = fc.record({ type: fc.constantFrom('delta', 'done'), data });
    fc.assert(
      fc.property(fc.array(one), fc.constantFrom('\n', '\r', '\r\n'), (list, end) => {
        const written = list.map((event) => `event: ${event.type}${end}data: ${event.data}${end}${end}`);
        expect(read(...written.join('').split(/(?:)/))).toEqual(list);
      }),
    );
  });
});
