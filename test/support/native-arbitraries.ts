import fc from 'fast-check';
import { ANY_CHARACTER } from '../../src/kernel/characters.fixture';
import { MODEL } from './native';
import { beginning, delta, ending, sent } from './streams';

const BLANKS = ['', '', ' ', '\n', '\r\n', '\t', '    '] as const;
const PROTOTYPE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** Writes JSON in one of the countless ways that mean the same; `pick(n)` chooses a number below n. */
function writeJson(value: unknown, pick: (below: number) => number): string {
  const blank = (): string => BLANKS[pick(BLANKS.length)] ?? '';
  const text = (string: string): string =>
    `"${Array.from(string, (character) => {
      const plain = JSON.stringify(character).slice(1, -1);
      if (pick(4) > 0) return plain;
      return character
        .split('')
        .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
        .join('');
    }).join('')}"`;
  const write = (inner: unknown): string => blank() + spell(inner) + blank();
  const spell = (inner: unknown): string => {
    if (typeof inner === 'string') return text(inner);
    if (typeof inner === 'number') return pick(2) === 0 ? JSON.stringify(inner) : inner.toExponential();
    if (Array.isArray(inner)) return `[${inner.length === 0 ? blank() : inner.map(write).join(',')}]`;
    if (typeof inner === 'object' && inner !== null) {
      const members = Object.entries(inner).map(
        ([name, member]) => `${blank()}${text(name)}${blank()}:${write(member)}`,
      );
      return `{${members.length === 0 ? blank() : members.join(',')}}`;
    }
    return JSON.stringify(inner);
  };
  return write(value);
}

const anyText = fc.string({ unit: ANY_CHARACTER, maxLength: 30 });
const plainName = anyText.filter((name) => !PROTOTYPE_NAMES.has(name));
const { anyJson } = fc.letrec((tie) => ({
  anyJson: fc.oneof(
    { maxDepth: 3 },
    anyText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constantFrom(null, true, false),
    fc.array(tie('anyJson'), { maxLength: 3 }),
    fc.dictionary(plainName, tie('anyJson'), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

const requestBodies = fc
  .record(
    {
      max_tokens: fc.integer({ min: 1, max: 1000 }),
      messages: fc.array(
        fc.record({
          role: fc.constantFrom('user', 'assistant'),
          content: fc.oneof(
            anyText,
            fc.array(fc.record({ type: fc.constant('text'), text: anyText }), { maxLength: 3 }),
          ),
        }),
        { minLength: 1, maxLength: 4 },
      ),
      system: anyText,
      stop_sequences: fc.array(anyText, { maxLength: 3 }),
      metadata: fc.record({ user_id: anyText }),
      tools: fc.array(
        fc.record({
          name: fc.constant('look'),
          description: anyText,
          input_schema: fc.record({ x: anyJson }),
        }),
        { maxLength: 1 },
      ),
    },
    { requiredKeys: ['max_tokens', 'messages'] },
  )
  .map((fields) => ({ model: MODEL, ...fields }));

/** Requests that are let through, as text, in any spelling. */
export const bodies: fc.Arbitrary<string> = fc
  .tuple(requestBodies, fc.infiniteStream(fc.nat(999)))
  .map(([body, choices]) => writeJson(body, (below) => (choices.next().value as number) % below));

const KNOWN = /^(message_start|message_delta|message_stop|content_block_(start|delta|stop)|error)$/;
const data = fc.string({ unit: ANY_CHARACTER, maxLength: 40 }).map((text) => text.replaceAll(/[\r\n]/g, '·'));
const strangers = fc.oneof(
  fc
    .tuple(
      fc.stringMatching(/^[a-z][a-z_.]{0,15}$/).filter((name) => !KNOWN.test(name)),
      fc.array(data, { minLength: 1, maxLength: 3 }),
    )
    .map(([name, lines]) => `event: ${name}\n${lines.map((line) => `data: ${line}\n`).join('')}\n`),
  data.map((text) => `: ${text}\n\n`),
  data.map((text) => `data: ${text}\n\n`),
  data.map((text) => delta(`event: message_stop\ndata: {}\n\n${text}`)),
  fc.constantFrom(
    sent('ping'),
    'id: 7\nretry: 100\n\n',
    '\n',
    'event: novel\ndata: event: message_stop\ndata: {"type":"message_stop"}\n\n',
    sent('content_block_delta', { index: 3, delta: { type: 'novel_delta', thing: { deep: [1] } } }),
  ),
);
/** Streams with any events that Claude may add some day, and the pieces that they come in. */
export const streams: fc.Arbitrary<{ readonly bytes: Buffer; readonly pieces: readonly Buffer[] }> = fc
  .record({
    before: fc.array(strangers, { maxLength: 3 }),
    middle: fc.array(strangers, { maxLength: 12 }),
    after: fc.array(strangers, { maxLength: 3 }),
    returned: fc.boolean(),
    cuts: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }),
    byByte: fc.boolean(),
  })
  .map(({ before, middle, after, returned, cuts, byByte }) => {
    const text = [...before, beginning(), ...middle, ending(), ...after].join('');
    const bytes = Buffer.from(returned ? text.replaceAll('\n', '\r\n') : text);
    const places = cuts.map((cut) => Math.floor(cut * bytes.length)).sort((a, b) => a - b);
    const from = [0, ...places];
    const pieces = byByte
      ? Array.from({ length: Math.min(bytes.length, 600) }, (_, at) =>
          bytes.subarray(at, at === 599 ? bytes.length : at + 1),
        )
      : from.map((at, piece) => bytes.subarray(at, from[piece + 1] ?? bytes.length));
    return { bytes, pieces: pieces.filter(({ length }) => length > 0) };
  });
