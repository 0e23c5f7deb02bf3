import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { configOf } from '../../config/config.fixture';
import { FixedClock } from '../../kernel/clock.fixture';
import type { ProviderProbe, ProviderWord } from '../../llm';
import type { Finding, Verdict } from '../check';
import { OutsideChecks } from './outside.checks';

const NOW = new FixedClock().now();

function look(id: string, env: Readonly<Record<string, string>>, word?: ProviderWord): Promise<Finding> {
  const probe = { look: () => Promise.resolve(word) } as unknown as ProviderProbe;
  const check = new OutsideChecks(configOf(env), probe, new FixedClock()).all.find((one) => one.id === id);
  if (check === undefined) throw new Error(`There is no check ${id}`);
  return Promise.resolve(check.look());
}

describe('the check of the provider', () => {
  it.each<[ProviderWord, Verdict]>([
    [{ status: 200, date: undefined }, 'pass'],
    [{ status: 200, date: NOW + 1000 }, 'pass'],
    [{ status: 200, date: NOW - 10_000 }, 'warning'],
    [{ status: 200, date: NOW + 60_000 }, 'failure'],
    [{ status: 401, date: NOW }, 'failure'],
    [{ status: 403, date: NOW }, 'failure'],
    [{ status: 529, date: NOW }, 'warning'],
  ])('calls %j a %s', async (word, verdict) => {
    expect(await look('provider-key', {}, word)).toMatchObject({ status: verdict });
  });
});

describe('the check of proxies', () => {
  it.each<[Readonly<Record<string, string>>, Verdict]>([
    [{}, 'pass'],
    [{ PUBLIC_URL: 'https://example.com' }, 'failure'],
    [{ PUBLIC_URL: 'https://example.com', TRUST_PROXY: '1' }, 'warning'],
    [{ PUBLIC_URL: 'https://example.com', TRUST_PROXY: '10.0.0.0/8' }, 'pass'],
  ])('calls %j a %s', async (env, verdict) => {
    expect(await look('proxy', env)).toMatchObject({ status: verdict });
  });
});

describe('the check of https', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    server = createServer((_, response) => response.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  });
  afterAll(() => server.close());

  it('fails without a PUBLIC_URL, and for one that is not https', async () => {
    expect(await look('https', {})).toMatchObject({ status: 'failure', fix: 'Set PUBLIC_URL=https://…' });
    expect(await look('https', { PUBLIC_URL: `http://${url}` })).toMatchObject({ status: 'failure' });
  });

  it('cannot tell where nobody speaks TLS', async () => {
    await expect(look('https', { PUBLIC_URL: `https://${url}` })).rejects.toThrow();
  });
});
