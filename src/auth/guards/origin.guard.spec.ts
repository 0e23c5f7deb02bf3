import { contextOf, executionOf } from '../../http/execution.fixture';
import type { Rights } from '../../kernel';
import { refusalOf } from '../../kernel/refusal.fixture';
import { principalOf } from '../principal.fixture';
import { OriginGuard } from './origin.guard';

const guard = new OriginGuard();
const APP = 'https://app.example.com';

const enter = (origins: Rights['origins'], headers: Readonly<Record<string, string>>) => (): boolean =>
  guard.canActivate(executionOf(contextOf({ principal: principalOf({ origins }) }), undefined, { headers }));

const refused = async (
  origins: Rights['origins'],
  headers: Readonly<Record<string, string>>,
): Promise<string> => (await refusalOf(enter(origins, headers))).code;

describe('a credential for any page', () => {
  it.each([{}, { origin: APP }, { origin: 'null' }, { origin: 'junk' }])('lets %j in', (headers) => {
    expect(enter('any', headers)()).toBe(true);
  });
});

describe('a credential for servers', () => {
  it.each([{}, { referer: `${APP}/page` }])('lets %j in, which no page sent', (headers) => {
    expect(enter('servers', headers)()).toBe(true);
  });

  it.each(['', 'null', APP, 'http://localhost', '*', 'junk'])(
    'refuses the origin %j, whatever it is',
    async (origin) => {
      expect(await refused('servers', { origin })).toBe('origin_denied');
    },
  );
});

describe('a credential for some pages', () => {
  const PAGES = [APP, 'https://*.example.org', 'http://localhost:3000'];

  it.each([APP, 'https://a.example.org', 'https://a.b.example.org', 'http://localhost:3000'])(
    'lets %s in',
    (origin) => {
      expect(enter(PAGES, { origin })()).toBe(true);
    },
  );

  it.each([
    '',
    'null',
    '*',
    `${APP}/`,
    `${APP}:443`,
    `${APP}.evil.test`,
    `${APP}, ${APP}`,
    `${APP}, https://evil.test`,
    `https://evil.test, ${APP}`,
    ` ${APP}`,
    'https://App.example.com',
    'http://app.example.com',
    'https://user@app.example.com',
    'https://example.org',
    'https://evilexample.org',
    'https://a.example.org.evil.test',
    'https://*.example.org',
    'http://localhost',
  ])('refuses the origin %j', async (origin) => {
    expect(await refused(PAGES, { origin })).toBe('origin_denied');
  });

  it.each([
    {},
    { referer: `${APP}/page` },
    { host: 'app.example.com' },
    { 'x-forwarded-host': 'app.example.com' },
    { 'x-origin': APP },
  ])('refuses who sends no origin, whatever else they send: %j', async (headers) => {
    expect(await refused(PAGES, headers)).toBe('origin_denied');
  });

  it('that are none refuses all', async () => {
    for (const headers of [{}, { origin: APP }]) expect(await refused([], headers)).toBe('origin_denied');
  });
});

it('who came without a credential is none of its business', () => {
  expect(guard.canActivate(executionOf(contextOf(), undefined, { headers: { origin: 'junk' } }))).toBe(true);
});
