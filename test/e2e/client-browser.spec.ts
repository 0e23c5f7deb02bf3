import { createReadStream } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { BROWSER_ARGUMENTS } from '../support/browser';
import { tokenFrom } from '../support/browser-tokens';
import { PROJECT, startGateway, type TestGateway } from '../support/gateway';
import { findChromium } from '../support/servers/binaries';
import { startTestSimulator, type TestSimulator } from '../support/simulator';

const ESM = join(PROJECT, 'clients/typescript/dist/esm');

let simulator: TestSimulator;
let gateway: TestGateway;
let site: Server;
let origin: string;
let browser: Browser;
let page: Page;
/** How often the backend of the page was asked for a token. The first one that it gives is a bad one. */
let minted = 0;

beforeAll(async () => {
  simulator = await startTestSimulator();
  [gateway, browser] = await Promise.all([
    startGateway({ settings: simulator.settings }),
    chromium.launch({ executablePath: findChromium() ?? '', args: [...BROWSER_ARGUMENTS] }),
  ]);
  site = createServer((request, response) => {
    const [, folder, file = ''] = (request.url ?? '').split('/');
    if (folder === 'token') {
      minted += 1;
      if (minted === 1) response.end('eyJ.of.nobody');
      else void tokenFrom(gateway, gateway.key, { origin }).then((token) => response.end(token));
    } else if (folder === 'client' && /^[\w-]+\.js$/.test(file)) {
      response.setHeader('content-type', 'text/javascript');
      createReadStream(join(ESM, file)).pipe(response);
    } else {
      response
        .setHeader('content-type', 'text/html')
        .end('<!doctype html><title>A page of the tests</title>');
    }
  }).listen(0, '127.0.0.1');
  await once(site, 'listening');
  origin = `http://127.0.0.1:${String((site.address() as AddressInfo).port)}`;
  await tokenFrom(gateway, gateway.key, { origin });
  page = await browser.newPage();
  await page.goto(origin);
});

afterAll(async () => {
  site.close();
  site.closeAllConnections();
  await Promise.all([browser.close(), gateway.stop(), simulator.close()]);
});

/** What a page and a worker do alike. Text, because Jest would make `import()` its own. */
const USE = `async (gateway, origin) => {
  const { AbortedError, ConnectionError, Sallyport, SallyportError } = await import(origin + '/client/index.js');
  const getToken = async () => (await fetch(origin + '/token', { method: 'POST' })).text();
  const client = new Sallyport({ baseURL: gateway, getToken, retryDelay: { initial: 10, max: 50 } });
  const caught = (promise) => promise.then(() => 'nothing', (error) => error);
  const parallel = await Promise.all(Array.from({ length: 5 }, () => client.whoAmI()));
  const whole = await client.query({ question: 'As a whole?', context: {} });
  const stream = client.query.stream({ question: 'In pieces: größer, 大きい, 😀?', context: {} });
  let text = '';
  for await (const piece of stream) text += piece;
  const refusal = await caught(client.admin.posture());
  const left = new AbortController();
  const leaving = (async () => {
    const question = { question: 'Left alone?', context: {} };
    for await (const piece of client.query.stream(question, { signal: left.signal })) left.abort(piece);
  })();
  const controller = new AbortController();
  let overview;
  for await (overview of client.live({ signal: controller.signal })) controller.abort();
  const away = new Sallyport({ baseURL: 'http://127.0.0.1:1', maxRetries: 1, retryDelay: { initial: 1 } });
  return {
    credentials: new Set(parallel.map(({ credential }) => credential)).size + ' ' + parallel[0].credential,
    whole: whole.answer,
    pieces: text === (await stream.final()).answer && text,
    refusal: [refusal instanceof SallyportError, refusal.name, refusal.status, /^req_/.test(refusal.requestId)],
    left: (await caught(leaving)) instanceof AbortedError,
    live: typeof overview.today.requests,
    away: (await caught(away.health())) instanceof ConnectionError,
  };
}`;

const USED = {
  credentials: '1 browser_token',
  whole: expect.stringContaining('As a whole?'),
  pieces: expect.stringContaining('größer, 大きい, 😀?'),
  refusal: [true, 'RoleDeniedError', 403, true],
  left: true,
  live: 'number',
  away: true,
};

describe('the client in Chromium', () => {
  beforeEach(() => {
    minted = 0;
  });

  it('works in a page, and gets another token once when one is refused', async () => {
    const given = JSON.stringify([gateway.url, origin]).slice(1, -1);
    expect(await page.evaluate(`(${USE})(${given})`)).toEqual(USED);
    expect(minted).toBe(2);
  });

  it('works in a worker', async () => {
    const given = JSON.stringify([gateway.url, origin]).slice(1, -1);
    const script = `(${USE})(${given}).then(postMessage, (error) => postMessage(String(error)))`;
    const seen = await page.evaluate(
      `new Promise((resolve) => {
        const script = new Blob([${JSON.stringify(script)}], { type: 'text/javascript' });
        const worker = new Worker(URL.createObjectURL(script), { type: 'module' });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => resolve(message);
      })`,
    );
    expect(seen).toEqual(USED);
    expect(minted).toBe(2);
  });

  it('asks the origin of the page unless told, and takes no API key there', async () => {
    const told = await page.evaluate(
      `import('/client/index.js').then(async ({ Sallyport }) => {
        const asked = [];
        const fetching = async (address) => (asked.push(address), Response.json({}));
        await new Sallyport({ fetch: fetching }).health();
        try {
          new Sallyport({ apiKey: 'sp_mine' });
        } catch (error) {
          return [...asked, error.name, error.message.includes('everybody')];
        }
      })`,
    );
    expect(told).toEqual([`${origin}/health`, 'TypeError', true]);
  });
});
