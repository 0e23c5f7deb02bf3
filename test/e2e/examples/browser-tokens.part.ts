import { randomUUID } from 'node:crypto';
import type { Browser } from 'playwright-core';
import { pageWith } from '../../support/browser-tokens';
import { accessFaults } from '../../support/dashboard';
import { askPage, logInto, openExample, startChromium, type ExamplePage } from '../../support/example-page';
import { startExample, tryExample, type ExampleServer } from '../../support/examples';
import type { TestGateway } from '../../support/gateway';
import { sharedWithSimulator } from '../../support/shared-gateway';
import type { TestSimulator } from '../../support/simulator';

describe('the example of an Express back end and its page', () => {
  const NAME = 'express-browser-tokens';
  /** `max_requests` of the example's tokens. */
  const REQUESTS = 10;

  let simulator: TestSimulator;
  let gateway: TestGateway;
  let example: ExampleServer;
  let browser: Browser;

  beforeAll(async () => {
    ({ simulator, gateway } = await sharedWithSimulator());
    [example, browser] = await Promise.all([
      startExample(NAME, { SALLYPORT_URL: gateway.url, SALLYPORT_KEY: gateway.key }),
      startChromium(),
    ]);
  });

  afterAll(async () => {
    await Promise.all([example.stop(), browser.close()]);
  });

  /** The page, with somebody logged in who has asked nothing yet. */
  async function opened(name = `somebody ${randomUUID()}`): Promise<ExamplePage> {
    const seen = await openExample(browser, example.origin);
    await logInto(seen, name);
    return seen;
  }

  const asPage = (token: string): ReturnType<typeof pageWith> => pageWith(gateway, token, example.origin);

  describe('without a log-in', () => {
    it('shows the log-in and gives no token', async () => {
      const { page } = await openExample(browser, example.origin);
      expect(await page.getByRole('button', { name: 'Log in' }).isVisible()).toBe(true);
      expect(await page.getByRole('heading', { name: 'Ask', exact: true }).isVisible()).toBe(false);
      const status = await page.evaluate(
        async () => (await fetch('/sallyport-token', { method: 'POST' })).status,
      );
      expect(status).toBe(401);
    });

    it('says so when a session has ended at work', async () => {
      const seen = await opened();
      await askPage(seen, 'Which plan earns more?');
      await seen.page.context().clearCookies();
      await asPage(seen.tokens[0] ?? '')('POST', '/logout');
      await seen.page.getByRole('button', { name: 'Ask', exact: true }).click();
      await seen.page.getByText('Your session has ended: log in again.').waitFor();
      expect(await seen.page.getByRole('button', { name: 'Log in' }).isVisible()).toBe(true);
    });
  });

  it('gives no token to a page of another origin, whatever cookie comes along', async () => {
    const seen = await opened();
    const [cookie] = await seen.page.context().cookies();
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' });
    const mint = (origin: string): Promise<Response> =>
      fetch(`${example.origin}/sallyport-token`, {
        method: 'POST',
        headers: { origin, cookie: `${cookie?.name ?? ''}=${cookie?.value ?? ''}` },
      });
    expect((await mint('http://127.0.0.1:1')).status).toBe(403);
    expect((await mint(example.origin)).status).toBe(200);
  });

  it('gives nobody tokens without end', async () => {
    const { page } = await opened();
    const statuses = await page.evaluate(async () => {
      const seen: number[] = [];
      while (seen.at(-1) !== 429 && seen.length < 100)
        seen.push((await fetch('/sallyport-token', { method: 'POST' })).status);
      return seen;
    });
    // One is the page's own, with which it has shown what is left.
    expect(statuses).toEqual([...Array<number>(19).fill(200), 429]);
  });

  it('shows an answer as it is written, and what it cost', async () => {
    const question = `Which plan grows? ${randomUUID()}`;
    await simulator.trouble('drip:20', { match: question });
    const seen = await opened();
    expect(await askPage(seen, question)).toContain(question);
    // One node for each piece that came.
    const pieces = await seen.page.evaluate("document.getElementById('answer').childNodes.length");
    expect(pieces).toBeGreaterThan(2);
    expect(seen.faults).toEqual([]);
  });

  it('can be stopped, and asked again', async () => {
    const question = `Which plan hangs? ${randomUUID()}`;
    await simulator.trouble('hang-after:4', { match: question });
    const seen = await opened();
    const { page } = seen;
    await page.getByLabel('Question').fill(question);
    await page.getByRole('button', { name: 'Ask', exact: true }).click();
    await page.getByLabel('Answer').filter({ hasText: /./ }).waitFor();
    await page.getByRole('button', { name: 'Stop' }).click();
    expect(await askPage(seen, 'Which plan earns more?')).toContain('Which plan earns more?');
    expect(await page.getByRole('alert').isVisible()).toBe(false);
  });

  it('shows the numbers of a funnel, and what is left', async () => {
    const { page } = await opened();
    await page.getByRole('button', { name: 'Analyse' }).click();
    await page.getByRole('cell', { name: '15.0 %' }).waitFor();
    expect(await page.locator('#steps tbody tr').allInnerTexts()).toEqual([
      'visit\t12400\t',
      'signup\t1860\t15.0 %',
      'paid\t217\t11.7 %',
    ]);
    expect(await page.locator('#explanation').innerText()).toContain('simulator');
    await page.getByText(/^\d+ of 100000 requests, and 0\.2\d* of 0\.25 USD$/).waitFor();
  });

  it('tells of a refusal what is wrong, and what to look for in the log', async () => {
    const { page } = await opened();
    await page.getByLabel('Paid').fill('2000');
    await page.getByRole('button', { name: 'Analyse' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByRole('alert').innerText()).toMatch(
      /^Count of step "paid" must be at most 1860, .+ \(validation_failed, req_\w+\)$/,
    );
    await page.getByLabel('Paid').fill('200');
    await page.getByRole('button', { name: 'Analyse' }).click();
    await page.getByRole('cell', { name: '10.8 %' }).waitFor();
    expect(await page.getByRole('alert').isVisible()).toBe(false);
  });

  it.each<[string, (token: string) => Promise<unknown>]>([
    ['has ended', (token) => asPage(token)('POST', '/logout')],
    [
      'is used up',
      (token) =>
        Promise.all(
          Array.from({ length: REQUESTS - 1 }, () =>
            asPage(token)('POST', '/api/query', { question: 'More?', context: {} }),
          ),
        ),
    ],
  ])('goes on with another token when its own %s', async (_, end) => {
    const seen = await opened();
    await askPage(seen, 'Which plan earns more?');
    const [first = ''] = seen.tokens;
    await end(first);
    const refused = await asPage(first)('POST', '/api/query', { question: 'More?', context: {} });
    expect(refused.status).toBeGreaterThanOrEqual(401);
    expect(await askPage(seen, 'And which one less?')).toContain('And which one less?');
    expect(seen.tokens).toHaveLength(2);
  });

  it('ends its token when its user logs out', async () => {
    const seen = await opened();
    await askPage(seen, 'Which plan earns more?');
    await seen.page.getByRole('button', { name: 'Log out' }).click();
    await seen.page.getByRole('button', { name: 'Log in' }).waitFor();
    const [token = ''] = seen.tokens;
    expect(await asPage(token)('GET', '/protected')).toMatchObject({ status: 401 });
  });

  it('never has the API key', async () => {
    const seen = await opened();
    await askPage(seen, 'Which plan earns more?');
    await seen.page.getByRole('button', { name: 'Analyse' }).click();
    await seen.page.getByRole('cell', { name: '15.0 %' }).waitFor();
    const wire = await seen.wire();
    const crossed = [
      '"access_token"',
      'event: done',
      '"metrics"',
      gateway.key.slice(0, 15),
      gateway.key.slice(16),
    ];
    expect(crossed.map((text) => wire.includes(text))).toEqual([true, true, true, false, false]);
  });

  it('is no riddle to a screen reader', async () => {
    const { page } = await opened();
    expect(await accessFaults(page)).toEqual([]);
  });

  it('does not start without a key, nor with its stand-in of a log-in in production', async () => {
    const [keyless, live] = await Promise.all([
      tryExample(NAME, { SALLYPORT_URL: gateway.url }),
      tryExample(NAME, { SALLYPORT_KEY: gateway.key, NODE_ENV: 'production' }),
    ]);
    expect(keyless).toMatchObject({ code: 1, output: expect.stringContaining('SALLYPORT_KEY is missing') });
    expect(live).toMatchObject({ code: 1, output: expect.stringContaining('lets everybody in') });
  });
});
