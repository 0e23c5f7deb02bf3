import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import autocannon from 'autocannon';
import { startChild, type ServerChild } from './child';

/*
 * Prints what a request costs in CPU: the gateway with everything on (SQLite ledger, limits, log) beside a raw
 * node:http proxy, alternating in one run, 32 connections, the simulator as upstream. `npm run bench:cpu`
 */

const CONNECTIONS = 32;
const REQUESTS = 6000;
const ROUNDS = 5;
const QUESTION = {
  question: 'Which plan earns more?',
  context: { basic: 1200, pro: 3400, note: 'x'.repeat(200) },
};
const MESSAGE = {
  model: 'claude-sonnet-5-5',
  max_tokens: 1024,
  messages: [{ role: 'user', content: JSON.stringify(QUESTION) }],
};

interface Contender {
  readonly name: string;
  readonly server: ServerChild;
  readonly path: string;
  readonly headers: Record<string, string>;
  readonly body: string;
  readonly microseconds: number[];
}

const dist = join(__dirname, '..');

async function main(): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-bench-'));
  const simulator = await startChild(join(dist, 'simulator/main.js'), ['--port', '0']);
  const contenders = [await rawProxy(simulator.url), ...(await gateway(simulator.url, dataDir))];
  try {
    for (const contender of contenders) await load(contender, 1000);
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const contender of contenders) contender.microseconds.push(await load(contender, REQUESTS));
    }
  } finally {
    const servers = new Set([...contenders.map(({ server }) => server), simulator]);
    await Promise.all([...servers].map((server) => server.stop()));
    rmSync(dataDir, { recursive: true });
  }
  report(contenders);
}

async function rawProxy(upstream: string): Promise<Contender> {
  return {
    name: 'raw node:http proxy',
    server: await startChild(join(dist, 'bench/peers/raw-proxy.js'), [upstream]),
    path: '/v1/messages',
    headers: { 'x-api-key': 'bench', 'anthropic-version': '2026-10-21' },
    body: JSON.stringify(MESSAGE),
    microseconds: [],
  };
}

async function gateway(upstream: string, dataDir: string): Promise<readonly Contender[]> {
  const env = {
    NODE_ENV: 'test',
    PORT: '0',
    DATA_DIR: dataDir,
    UPSTREAM: 'anthropic',
    ANTHROPIC_API_KEY: 'bench',
    ANTHROPIC_BASE_URL: upstream,
    RATE_LIMIT_MAX: '1000000000',
  };
  const server = await startChild(join(dist, 'src/main.js'), [], env);
  const create = ['create', '--name', 'bench', '--role', 'member'];
  const key = execFileSync(process.execPath, [join(dist, 'src/cli/keys.js'), ...create], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const headers = { 'x-api-key': key.toString().trim(), 'anthropic-version': '2026-10-21' };
  return [
    {
      name: 'sallyport /v1/messages',
      server,
      path: '/v1/messages',
      headers,
      body: JSON.stringify(MESSAGE),
      microseconds: [],
    },
    {
      name: 'sallyport /api/query',
      server,
      path: '/api/query',
      headers,
      body: JSON.stringify(QUESTION),
      microseconds: [],
    },
  ];
}

/** Sends requests and returns the CPU microseconds of the server for each. */
async function load({ server, path, headers, body, name }: Contender, amount: number): Promise<number> {
  const before = server.cpuSeconds();
  const result = await autocannon({
    url: server.url + path,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
    connections: CONNECTIONS,
    amount,
  });
  if (result['2xx'] !== amount)
    throw new Error(`${name}: ${String(result['2xx'])} of ${String(amount)} requests were answered`);
  return ((server.cpuSeconds() - before) / amount) * 1e6;
}

function report(contenders: readonly Contender[]): void {
  const [base] = contenders.map(({ microseconds }) => median(microseconds));
  for (const { name, microseconds } of contenders) {
    const middle = median(microseconds);
    const spread = `${Math.min(...microseconds).toFixed(0)} to ${Math.max(...microseconds).toFixed(0)}`;
    const ratio = (middle / (base ?? middle)).toFixed(2);
    process.stdout.write(
      `${name.padEnd(24)} ${middle.toFixed(0).padStart(5)} us CPU a request (${spread})   ratio ${ratio}\n`,
    );
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

void main();
