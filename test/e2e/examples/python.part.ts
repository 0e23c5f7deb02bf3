import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { idOf } from '../../support/admin';
import { PROJECT, unknownKey, type TestGateway } from '../../support/gateway';
import { ledgerOf } from '../../support/ledger';
import { sharedWithSimulator } from '../../support/shared-gateway';

describe('the example in Python', () => {
  const FOLDER = join(PROJECT, 'examples/python');

  let gateway: TestGateway;
  let hasSdk: boolean;

  beforeAll(async () => {
    ({ gateway } = await sharedWithSimulator());
    hasSdk = (await python('-c', 'import anthropic')).code === 0;
    const run = hasSdk ? 'plain HTTP and the official SDK' : 'plain HTTP; the official SDK is not installed';
    process.stderr.write(`The example in Python is run with ${run}.\n`);
  });

  interface Ended {
    readonly code: number;
    readonly stdout: string;
  }

  function python(...given: readonly string[]): Promise<Ended> {
    return pythonWith({}, ...given);
  }

  function pythonWith(
    settings: Readonly<Record<string, string>>,
    ...given: readonly string[]
  ): Promise<Ended> {
    const env = { PATH: process.env['PATH'], PYTHONDONTWRITEBYTECODE: '1', ...settings };
    return new Promise((tell) => {
      execFile('python3', [...given], { cwd: FOLDER, env }, (error, stdout) => {
        tell({ code: error === null ? 0 : Number(error.code), stdout });
      });
    });
  }

  /** What it prints, by heading. */
  async function sections(
    settings: Readonly<Record<string, string>>,
    question: string,
  ): Promise<{ readonly code: number; readonly of: ReadonlyMap<string, string> }> {
    const told = await pythonWith({ SALLYPORT_URL: gateway.url, ...settings }, 'ask_sallyport.py', question);
    const parts = told.stdout.split('\n== ').slice(1);
    const of = parts.map((part): [string, string] => {
      const [heading = '', ...lines] = part.trim().split('\n');
      return [heading, lines.join('\n')];
    });
    return { code: told.code, of: new Map(of) };
  }

  it('asks in every way that there is, and says which there is not', async () => {
    const question = `Which plan earns more? ${randomUUID()}`;
    const { code, of } = await sections({ SALLYPORT_KEY: gateway.key }, question);
    const answer = expect.stringContaining(question);
    const sdk = hasSdk
      ? { 'An answer, official SDK': answer, 'A streamed answer, official SDK': answer }
      : { 'Official SDK': expect.stringContaining('Not asked: the package `anthropic` is not installed') };
    expect(Object.fromEntries(of)).toEqual({
      'An answer, plain HTTP': answer,
      'A streamed answer, plain HTTP': answer,
      'A question from the list, plain HTTP': expect.stringContaining('from_previous: 0.15'),
      'What is left': expect.stringMatching(/^\d+ of 100000 requests used, until 2/),
      ...sdk,
    });
    expect(code).toBe(0);
  });

  it('comes back when it was told to, and not before', async () => {
    const key = await gateway.createKey({ rateLimit: { maxRequests: 2, windowSeconds: 2 } });
    const { code, of } = await sections({ SALLYPORT_KEY: key }, 'Too much?');
    expect([code, [...of.values()].filter((text) => text.startsWith('Refused'))]).toEqual([0, []]);
    const isOf = ({ key_id: id, msg, route }: Record<string, unknown>): boolean =>
      id === idOf(key) && msg === 'request' && String(route).startsWith('/api/');
    await gateway.logged((record) => isOf(record) && record['route'] === '/api/rate-limit-status');
    expect(gateway.logs.filter(isOf).map(({ status }) => status)).toEqual([200, 200, 429, 200, 200]);
  });

  it('goes on with a stream that was cut, and pays for it once', async () => {
    const proxy = await cuttingProxy(gateway.url);
    const key = await gateway.createKey();
    try {
      const question = `Which plan is cut? ${randomUUID()}`;
      const settings = { SALLYPORT_URL: proxy.url, SALLYPORT_KEY: key };
      const { of } = await sections(settings, question);
      const [whole = '', streamed = ''] = [...of.values()].map((text) => text.split('\n')[0]);
      expect(proxy.cuts()).toBe(1);
      expect(whole).toContain(question);
      expect(streamed).toBe(whole);
      const paid = (await ledgerOf(gateway)).filter(
        ({ key_id: id, route }) => id === idOf(key) && route === '/api/query',
      );
      expect(paid).toHaveLength(2);
    } finally {
      proxy.close();
    }
  });

  it('tells a refusal in the words of the gateway, and that it failed', async () => {
    const { code, of } = await sections({ SALLYPORT_KEY: unknownKey() }, 'Who am I?');
    expect(code).toBe(1);
    expect(of.get('An answer, plain HTTP')).toMatch(
      /^Refused: The credential is unknown.+ \(401 credential_invalid, request req_\w+\)$/,
    );
  });

  it('says what is wrong with a question', async () => {
    const { of } = await sections({ SALLYPORT_KEY: gateway.key }, 'x'.repeat(20_001));
    expect(of.get('An answer, plain HTTP')).toMatch(/\(400 validation_failed, .+\); question must be /);
  });

  it('says that the gateway was not reached, or that there is no key', async () => {
    const [away, keyless] = await Promise.all([
      sections({ SALLYPORT_URL: 'http://127.0.0.1:1', SALLYPORT_KEY: gateway.key }, 'Anybody?'),
      python('ask_sallyport.py'),
    ]);
    expect(away.of.get('An answer, plain HTTP')).toBe(
      'Refused: The gateway at http://127.0.0.1:1 was not reached',
    );
    expect(keyless).toMatchObject({ code: 1, stdout: expect.stringContaining('SALLYPORT_KEY is missing') });
  });
});

/** A proxy that breaks the first event stream off behind its first event. */
async function cuttingProxy(target: string): Promise<{ url: string; cuts: () => number; close: () => void }> {
  let cuts = 0;
  const server: Server = createServer((incoming, outgoing) => {
    const passed = request(target + (incoming.url ?? ''), {
      method: incoming.method ?? 'GET',
      headers: incoming.headers,
    });
    incoming.pipe(passed);
    passed.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      const isStream = answer.headers['content-type']?.startsWith('text/event-stream') === true;
      if (!isStream || cuts > 0) {
        answer.pipe(outgoing);
        return;
      }
      let text = '';
      answer.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (cuts > 0 || !text.includes('\n\n')) return;
        cuts += 1;
        outgoing.write(text.slice(0, text.indexOf('\n\n') + 2), () => {
          outgoing.destroy();
          passed.destroy();
        });
      });
    });
    passed.on('error', () => outgoing.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`,
    cuts: () => cuts,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
