import type { Key } from '@sallyport/client';
import { NotSent } from '../../parts/form/faults';
import { firstTry } from './first-try';
import { bodyOf, changesIn, draftOf, NEW_KEY, type KeyDraft } from './key-draft';
import { keyState, scopeSummary, scopeWords } from './key-words';

const PLAIN: Key = {
  id: '4fK2mZpQ7wXa',
  name: 'Reports',
  role: 'member',
  mode: 'full',
  allowed_ips: [],
  allowed_origins: [],
  models: [],
  query_types: [],
  capabilities: [],
  on_disconnect: 'abort',
  rate_limit: null,
  budget: null,
  max_concurrency: null,
  require_signature: false,
  created_at: '2026-11-01T00:00:00.000Z',
  expires_at: null,
  revoked_at: null,
};
const BOUND: Key = {
  ...PLAIN,
  allowed_ips: ['10.0.0.0/8', '2001:db8::/32'],
  allowed_origins: ['https://*.example.com'],
  models: ['claude-sonnet-5-5'],
  query_types: ['mrr_analysis'],
  capabilities: ['claude-code', 'speed'],
  on_disconnect: 'drain',
  rate_limit: { max_requests: 1000, window_seconds: 60 },
  budget: { limit_usd: 12.5, period: 'month', soft_percent: 75 },
  max_concurrency: 4,
  require_signature: true,
  expires_at: '2027-01-31T12:30:00.000Z',
};

describe('the form of a key', () => {
  it('sends what was typed, with lists by line or comma', () => {
    const draft: KeyDraft = {
      ...NEW_KEY,
      name: ' Reports ',
      budget: { period: 'day', limit: ' 0.50', soft: '' },
      rateRequests: '20',
      allowedIps: '10.0.0.0/8\n\n 192.0.2.7, 2001:db8::/32\n',
      maxConcurrency: '3',
      expires: '2027-01-31',
    };
    expect(bodyOf(draft)).toMatchObject({
      name: 'Reports',
      budget: { period: 'day', limit_usd: 0.5 },
      rate_limit: { max_requests: 20, window_seconds: 60 },
      allowed_ips: ['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'],
      max_concurrency: 3,
      expires_at: '2027-01-31',
      models: [],
    });
  });

  it.each<[Partial<KeyDraft>, string]>([
    [{ name: '  ' }, 'name'],
    [{ budget: { period: 'day', limit: '', soft: '' } }, 'budget.limit_usd'],
    [{ budget: { period: 'day', limit: '5 dollars', soft: '' } }, 'budget.limit_usd'],
    [{ budget: { period: 'day', limit: '5', soft: 'half' } }, 'budget.soft_percent'],
    [{ rateRequests: 'many' }, 'rate_limit.max_requests'],
    [{ rateRequests: '5', rateSeconds: '' }, 'rate_limit.window_seconds'],
    [{ maxConcurrency: 'few' }, 'max_concurrency'],
  ])('names the field that it cannot send: %j', (part, field) => {
    const send = (): unknown => bodyOf({ ...NEW_KEY, name: 'x', ...part });
    expect(send).toThrow(NotSent);
    try {
      send();
    } catch (error) {
      expect(Object.keys((error as NotSent).faults)).toEqual([field]);
    }
  });

  it.each([PLAIN, BOUND])('changes nothing of a key that it only showed', (key) => {
    expect(changesIn(draftOf(key), key)).toEqual({});
  });

  it('sends only what was changed, and null for a bound that is taken away', () => {
    const draft = { ...draftOf(BOUND), name: 'Other', rateRequests: '', expires: '', models: 'a\nb' };
    expect(changesIn(draft, BOUND)).toEqual({
      name: 'Other',
      rate_limit: null,
      expires_at: null,
      models: ['a', 'b'],
    });
  });
});

describe('a key in words', () => {
  it.each([
    [PLAIN, 'active'],
    [{ ...PLAIN, expires_at: '2026-11-02T00:00:00.000Z' }, 'expired'],
    [{ ...PLAIN, expires_at: '2026-11-02T00:00:00.001Z' }, 'active'],
    [{ ...BOUND, revoked_at: '2026-11-01T12:00:00.000Z' }, 'revoked'],
  ])('has a state', (key, word) => {
    expect(keyState(key, Date.parse('2026-11-02T00:00:00.000Z')).word).toBe(word);
  });

  it('has its bounds in a line', () => {
    expect(scopeSummary(PLAIN)).toBe('No bounds of its own');
    expect(scopeSummary(BOUND)).toBe(
      '2 networks · 1 origin · 1 model · 1 query type · 2 capabilities · 1,000 requests per 60 s · 4 at once · signed',
    );
  });

  it('has something to say of every bound', () => {
    for (const key of [PLAIN, BOUND]) {
      const words = scopeWords(key);
      expect(words.every(([title, text]) => title !== '' && text !== '')).toBe(true);
      expect(new Set(words.map(([title]) => title)).size).toBe(13);
    }
  });
});

describe('the first request with a key', () => {
  it('asks where the key may, as its bounds want it', () => {
    const { command, but } = firstTry(
      { ...PLAIN, models: ['m'], allowed_origins: ['https://*.example.com'] },
      'sp_x',
      'http://g',
    );
    expect(command).toContain('curl http://g/api/query');
    expect(command).toContain(`-H 'x-api-key: sp_x'`);
    expect(command).toContain(`-H 'origin: https://app.example.com'`);
    expect(command).toContain('"model":"m"');
    expect(but).toBeUndefined();
  });

  it.each([{ role: 'analyst' }, { role: 'readonly' }, { mode: 'viewer' }] as const)(
    'only looks where the key is %j',
    (part) => {
      expect(firstTry({ ...PLAIN, ...part }, 'sp_x', 'http://g').command).toBe(
        "curl http://g/api/rate-limit-status \\\n  -H 'x-api-key: sp_x'",
      );
    },
  );

  it('says what is in its way', () => {
    expect(firstTry(BOUND, 'sp_x', 'http://g').but).toContain('signed');
    expect(firstTry({ ...PLAIN, allowed_ips: ['10.0.0.1'] }, 'sp_x', 'http://g').but).toContain('networks');
  });
});
