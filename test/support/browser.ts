import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { findChromium } from './servers/binaries';
import { startChildServer } from './servers/child-server';
import { freePort } from './servers/free-port';
import { WatchedFolder } from './servers/watched-folder';

/** A browser with a profile of its own, which neither asks the network for anything nor outlives the tests. */
export const BROWSER_ARGUMENTS = [
  '--headless',
  // Its sandbox cannot be set up by root, nor in most containers; it opens nothing but the tests' own pages.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-proxy-server',
  // A process for each page, and code made for speed, cost more than pages give back that live for seconds.
  '--renderer-process-limit=1',
  '--disable-site-isolation-trials',
  '--js-flags=--no-opt,--max-lazy',
];

/** A real browser. */
export interface TestBrowser {
  /** Opens a page in a tab of its own. */
  open(url: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts Chromium, headless. Rejects with what it said if it does not come up. */
export async function startBrowser(): Promise<TestBrowser> {
  const command = findChromium();
  if (command === undefined) throw new Error('chromium is not on the PATH');
  const port = String(await freePort());
  const folder = await WatchedFolder.create('sallyport-browser-', 'SIGTERM');
  try {
    const controls = await startChildServer({
      // Whatever it leaves lying about, it leaves in the folder.
      command: 'env',
      args: [
        ...['HOME', 'TMPDIR', 'XDG_CONFIG_HOME', 'XDG_CACHE_HOME'].map((name) => `${name}=${folder.path}`),
        command,
        ...BROWSER_ARGUMENTS,
        `--user-data-dir=${folder.path}/profile`,
        `--remote-debugging-port=${port}`,
      ],
      readyLine: 'DevTools listening on',
      stopSignal: 'SIGTERM',
      folder,
    });
    return {
      open: async (url) => {
        const opened = await fetch(`http://127.0.0.1:${port}/json/new?${url}`, { method: 'PUT' });
        if (!opened.ok) throw new Error(`The browser does not open ${url}: ${await opened.text()}`);
      },
      close: () => controls.stop(),
    };
  } catch (error) {
    await folder.remove();
    throw error;
  }
}

/** Takes scripts from its server, runs them one by one, and tells its server what became of them. */
const PAGE = `<!doctype html>
<title>A page of the tests</title>
<script type="module">
  for (;;) {
    const task = await (await fetch('/task')).text();
    const seen = await (0, eval)(task).then((result) => ({ result }), (error) => ({ thrown: String(error) }));
    await fetch('/seen', { method: 'POST', body: JSON.stringify(seen) });
  }
</script>`;

interface Seen {
  readonly result?: unknown;
  readonly thrown?: string;
}

/** A web site: an origin of its own, a page that does as it is told, and a backend for the page. */
export class TestSite {
  /** What pages of this site may ask their own server, by name: `POST /name`, answered as JSON. */
  backend: Readonly<Record<string, () => Promise<unknown>>> = {};
  /** A page that waits for a script. */
  #idle: ServerResponse | undefined;
  #script: string | undefined;
  #over: (seen: Seen) => void = () => undefined;

  private constructor(
    readonly origin: string,
    private readonly server: Server,
  ) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      void this.#serve(request, response);
    });
  }

  static async open(): Promise<TestSite> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TestSite(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`, server);
  }

  /**
   * Runs a function in the page, waiting for the page if need be. It is sent as text: it knows nothing but what it is
   * given, and that and what it resolves with have to be JSON.
   */
  async run<Given extends readonly unknown[], Result>(
    script: (...given: Given) => Promise<Result>,
    ...given: Given
  ): Promise<Result> {
    const { result, thrown } = await new Promise<Seen>((resolve) => {
      this.#over = resolve;
      this.#script = `(${script.toString()})(...${JSON.stringify(given)})`;
      this.#meet();
    });
    if (thrown !== undefined) throw new Error(`In the page: ${thrown}`);
    return result as Result;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, name = ''] = (request.url ?? '').split('/');
    if (name === '') {
      response.setHeader('content-type', 'text/html').end(PAGE);
    } else if (name === 'task') {
      this.#idle = response;
      this.#meet();
    } else if (name === 'seen') {
      const seen = JSON.parse(await text(request)) as Seen;
      response.end();
      this.#over(seen);
    } else {
      const answer = await this.backend[name]?.();
      response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(answer ?? null));
    }
  }

  /** Hands the script to the page once both are there. */
  #meet(): void {
    if (this.#script === undefined || this.#idle === undefined) return;
    this.#idle.end(this.#script);
    this.#idle = this.#script = undefined;
  }
}
