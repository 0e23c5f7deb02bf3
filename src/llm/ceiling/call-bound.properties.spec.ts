import fc from 'fast-check';
import { outlineOf } from '../../http/json-outline';
import { Turns } from '../../kernel';
import { ANY_CHARACTER } from '../../kernel/characters.fixture';
import { objectsIn, requests } from '../firewall/requests.arbitrary.fixture';
import { withFields } from '../firewall/requests.fixture';
import { type Body, boundFor, bytesOf, WINDOW } from './bound.fixture';
import { boundAfterCount, boundOf, type CallBound } from './call-bound';

const NAMES =
  'type source input_schema cache_control ttl caching file_id encrypted_content definition citations tools speed thread container fallbacks max_tokens max_uses thinking budget_tokens media_type mcp_servers __proto__';
const WORDS =
  'image document base64 url file image/png web_search_20250305 advisor_20260301 bash_20250124 teleport_20270101 tool_definition tool_reference compact_20260112 clear_tool_uses_20250919 1h 5m fast custom';

/** JSON made of the words that the bound looks for, in any order. */
const { forged } = fc.letrec((tie) => ({
  forged: fc.oneof(
    { maxDepth: 4 },
    fc.constantFrom<unknown>(...WORDS.split(' '), null, true, -1, 0.5, 7, 1e300),
    fc.array(tie('forged'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...NAMES.split(' ')), tie('forged'), { maxKeys: 4 }),
  ),
}));

const CACHE_WRITES = ['none', '5m', '1h'];

function expectNoLess(bound: CallBound, than: CallBound): void {
  expect(bound.promptTokens).toBeGreaterThanOrEqual(than.promptTokens);
  expect(bound.outputTokens).toBeGreaterThanOrEqual(than.outputTokens);
  expect(bound.webSearches).toBeGreaterThanOrEqual(than.webSearches);
  expect(CACHE_WRITES.indexOf(bound.cacheWrites)).toBeGreaterThanOrEqual(
    CACHE_WRITES.indexOf(than.cacheWrites),
  );
  expect(bound.surcharges).toEqual(expect.arrayContaining([...than.surcharges]));
  if (!than.countable) expect(bound.countable).toBe(false);
}

function expectSound(bound: CallBound): void {
  for (const number of [bound.promptTokens, bound.outputTokens, bound.webSearches]) {
    expect(Number.isSafeInteger(number)).toBe(true);
    expect(number).toBeGreaterThanOrEqual(0);
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

/** The same with every free text too long to be kept in an outline. */
function lengthened(value: unknown): unknown {
  if (value === 'a' || value === 'b') return value.repeat(300);
  if (Array.isArray(value)) return value.map(lengthened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, lengthened(inner)]));
}

describe('the bound of any request', () => {
  it('never falls when more is sent', () => {
    fc.assert(
      fc.property(requests, requests, (body, more) => {
        const both = {
          ...more,
          ...body,
          messages: [...list(body['messages']), ...list(more['messages'])],
          tools: [...list(body['tools']), ...list(more['tools'])],
        };
        expectNoLess(boundFor(both), boundFor(body));
      }),
    );
  });

  it('never falls for anything that is put anywhere', () => {
    fc.assert(
      fc.property(requests, fc.nat(), forged, (body, at, value) => {
        const copy = structuredClone(body);
        const objects = objectsIn(copy);
        Object.assign(objects[at % objects.length]?.[0] ?? copy, { frobnicate: value });
        expectNoLess(boundFor(copy), boundFor(body));
      }),
    );
  });

  it('never falls for longer bodies and larger context windows', () => {
    fc.assert(
      fc.property(
        requests,
        fc.nat(1e7),
        fc.nat(1e7),
        fc.nat(1e7),
        fc.nat(1e7),
        (body, bytes, more, window, wider) => {
          expectNoLess(boundOf(body, bytes + more, window), boundOf(body, bytes, window));
          expectNoLess(boundOf(body, bytes, window + wider), boundOf(body, bytes, window));
        },
      ),
    );
  });

  it('covers the bytes of every text in it', () => {
    const texts = fc.array(fc.string({ unit: ANY_CHARACTER }), { maxLength: 20 });
    fc.assert(
      fc.property(texts, fc.string({ unit: ANY_CHARACTER }), (contents, system) => {
        const body = withFields({ system, messages: contents.map((content) => ({ role: 'user', content })) });
        const total = [system, ...contents].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
        expect(boundFor(body, Number.MAX_SAFE_INTEGER).promptTokens).toBeGreaterThanOrEqual(total);
      }),
    );
  });

  it('is whole numbers, after a count too, which never raises it', () => {
    fc.assert(
      fc.property(requests, fc.oneof(fc.nat(), fc.double(), fc.integer()), (body, counted) => {
        const bound = boundFor(body);
        const after = boundAfterCount(bound, counted);
        expectSound(bound);
        expectSound(after);
        expectNoLess(bound, after);
      }),
    );
  });

  it('is whole numbers for any JSON whatever', () => {
    fc.assert(
      fc.property(fc.oneof(forged, fc.jsonValue()), (value) => {
        expectSound(boundFor({ value }));
        expectSound(boundFor(withFields(Object.fromEntries(NAMES.split(' ').map((name) => [name, value])))));
      }),
    );
  });

  it('is the same without its long texts', async () => {
    await fc.assert(
      fc.asyncProperty(requests, async (body) => {
        const raw = Buffer.from(JSON.stringify(lengthened(body)));
        const outlined = JSON.parse((await outlineOf(raw, new Turns())).text) as Body;
        expect(boundOf(outlined, raw.length, WINDOW)).toEqual(
          boundOf(JSON.parse(raw.toString()) as Body, raw.length, WINDOW),
        );
      }),
    );
  });
});

describe('bodies that are meant to hurt', () => {
  it('are walked however deep they are', () => {
    let deep: unknown = { cache_control: { ttl: '1h' } };
    for (let level = 0; level < 100_000; level += 1) deep = level % 2 === 0 ? [deep] : { deep };
    expect(boundOf(withFields({ deep }), 1_000_000, WINDOW).cacheWrites).toBe('1h');
  });

  it('are walked however wide they are, and stay exact', () => {
    const many = (item: Body): readonly Body[] => Array.from({ length: 200_000 }, () => ({ ...item }));
    const bodies = [
      withFields({ fallbacks: many({ model: 'b', max_tokens: 300_000 }) }),
      withFields({ tools: many({ type: 'advisor_20260301', max_uses: 1e9, max_tokens: 300_000 }) }),
      withFields({ tools: many({ type: 'web_search_20250305', max_uses: 1e9 }) }),
      withFields({ system: many({ type: 'tool_reference' }) }),
    ];
    for (const body of bodies) expectSound(boundOf(body, bytesOf(body), WINDOW));
  });
});
