import { Logger } from '@nestjs/common';
import { VERSION } from '../kernel';
import type { RunningGateway } from './start-gateway';

/** Tells a person at a terminal what is running, what was made up, and what to try first. Elsewhere it is a log record. */
export function greet(gateway: RunningGateway): void {
  if (gateway.config.mode === 'development') process.stdout.write(`${greeting(gateway).join('\n')}\n`);
  else new Logger('Boot').log(`sallyport ${VERSION} listens on ${gateway.url}`);
}

function greeting({ url, config, upstream, firstKey }: RunningGateway): string[] {
  const { storage, secrets } = config;
  return [
    '',
    `  Sallyport ${VERSION}  ${url}`,
    '',
    `  storage   ${storage.databaseUrl === undefined ? `embedded SQLite in ${storage.dataDir}` : 'PostgreSQL (DATABASE_URL)'}`,
    `  limits    ${storage.redisUrl === undefined ? 'in this process' : 'Redis (REDIS_URL)'}`,
    `  upstream  ${upstreamLine(upstream, config.upstream.baseUrl)}`,
    `  health    ${url}/health   (live: /health/live, ready: /health/ready)`,
    `  routes    ${url}/docs`,
    '',
    ...madeUp(secrets.madeUpIn, firstKey),
    '  Ask a first question:',
    '',
    ...firstQuestion(url, firstKey),
    '',
  ];
}

function upstreamLine(id: string, baseUrl: string): string {
  if (id === 'simulator') return 'the built-in simulator, not Claude: set ANTHROPIC_API_KEY for real answers';
  return id === 'anthropic' ? `Claude at ${baseUrl}` : id;
}

function madeUp(secretFile: string | undefined, firstKey: string | undefined): string[] {
  const lines: string[] = [];
  if (secretFile !== undefined) lines.push(`  made up   SECRET_KEY, kept in ${secretFile}`);
  if (firstKey !== undefined) {
    lines.push(
      '  made up   a first API key with the role member; it is shown this once:',
      '',
      `    ${firstKey}`,
    );
  }
  return lines.length === 0 ? [] : [...lines, ''];
}

function firstQuestion(url: string, firstKey: string | undefined): string[] {
  const key = firstKey ?? '$SALLYPORT_KEY';
  const hint =
    firstKey === undefined
      ? [
          '  (Your key was shown when it was made. Make another: npm run keys -- create --name me --role member)',
          '',
        ]
      : [];
  return [
    ...hint,
    `    curl ${url}/api/query \\`,
    `      -H "x-api-key: ${key}" -H 'content-type: application/json' \\`,
    `      -d '{"question": "Which plan earns more?", "context": {"basic": 1200, "pro": 3400}}'`,
  ];
}
