import { chromium, type Browser, type Page } from 'playwright-core';
import { BROWSER_ARGUMENTS } from './browser';
import { findChromium } from './servers/binaries';

/** The page of an example in a profile of its own, with all that it sent, got and did wrong. */
export interface ExamplePage {
  readonly page: Page;
  /** Violations of its policy, errors that nobody caught, and those on its console. */
  readonly faults: readonly string[];
  /** Bearer tokens that it asked questions with, in their order, each once. */
  readonly tokens: readonly string[];
  /** Everything that crossed the wire so far: addresses, headers, bodies. */
  wire(): Promise<string>;
}

/** What the page fetches is told from within: the browser's own record has no bodies of streams. */
const TELL_BODIES = `const { fetch: plainFetch } = globalThis;
globalThis.fetch = async (...request) => {
  const response = await plainFetch(...request);
  response.clone().text().then(tellBody, () => undefined);
  return response;
};`;

const TELL_VIOLATIONS = `document.addEventListener('securitypolicyviolation', (event) =>
  tellFault(\`policy: \${event.violatedDirective} \${event.blockedURI}\`));`;

export function startChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error('chromium is not on the PATH');
  return chromium.launch({ executablePath, args: [...BROWSER_ARGUMENTS] });
}

/** Opens the page of an example. */
export async function openExample(browser: Browser, origin: string): Promise<ExamplePage> {
  const page = await (await browser.newContext({ locale: 'en-US' })).newPage();
  page.setDefaultTimeout(10_000);
  const faults: string[] = [];
  const tokens = new Set<string>();
  const crossed: Promise<string>[] = [];
  await page.exposeFunction('tellFault', (fault: string) => faults.push(fault));
  await page.exposeFunction('tellBody', (body: string) => crossed.push(Promise.resolve(body)));
  await page.addInitScript({ content: TELL_VIOLATIONS + TELL_BODIES });
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const { authorization } = request.headers();
    if (authorization !== undefined) tokens.add(authorization.replace('Bearer ', ''));
    crossed.push(
      request
        .allHeaders()
        .then((headers) => `${request.url()} ${JSON.stringify(headers)} ${request.postData() ?? ''}`),
    );
  });
  page.on('response', (response) => {
    // Streams, and what has no content, have no body to be read here.
    const body = response.text().catch(() => '');
    crossed.push(
      Promise.all([response.allHeaders(), body]).then(([headers, text]) => JSON.stringify(headers) + text),
    );
  });
  await page.goto(origin);
  return {
    page,
    faults,
    get tokens() {
      return [...tokens];
    },
    wire: async () => (await Promise.all(crossed)).join('\n'),
  };
}

/** Logs in as a person does. */
export async function logInto({ page }: ExamplePage, name: string): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByRole('heading', { name: 'Ask', exact: true }).waitFor();
}

/** Asks, and resolves with the answer when it is whole. */
export async function askPage({ page }: ExamplePage, question: string): Promise<string> {
  await page.getByLabel('Question').fill(question);
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText(/, [\d.e-]+ USD$/).waitFor();
  return page.getByLabel('Answer').innerText();
}
