import { Logger } from '@nestjs/common';
import type { MadeUp } from '../auth';
import { VERSION } from '../kernel';
import type { RunningGateway } from './start-gateway';

/** Tells a person at a terminal what is running, what was made up, and what to try first. Elsewhere it is a log record. */
export function greet(gateway: RunningGateway): void {
  if (gateway.config.mode === 'development') process.stdout.write(`${greeting(gateway).join('\n')}\n`);
  else new Logger('Boot').log(`sallyport ${VERSION} listens on ${gateway.url}`);
}

function greeting({ url, config, upstream, madeUp }: RunningGateway): string[] {
  const { storage, secrets } = config;
  return [
    '',
    `  Sallyport ${VERSION}  ${url}`,
    '',
    `  storage   ${storage.databaseUrl === undefined ? `embedded SQLite in ${storage.dataDir}` : 'PostgreSQL (DATABASE_URL)'}`,
    `  limits    ${storage.redisUrl === undefined ? 'in this process' : 'Redis (REDIS_URL)'}`,
    `  upstream  ${upstreamLine(upstream, config.upstream.baseUrl)}`,
    `  health    ${url}/health   (live: /health/live, ready: /health/ready)`,
    `  dashboard ${url}/dashboard`,
    `  routes    ${url}/docs`,
    '',
    ...inventions(secrets.madeUpIn, madeUp),
    '  Ask a first question:',
    '',
    ...firstQuestion(url, madeUp.key),
    '',
  ];
}

function upstreamLine(id: string, baseUrl: string): string {
  if (id === 'simulator') return 'the built-in simulator, not Claude: set ANTHROPIC_API_KEY for real answers';
  return id === 'anthropic' ? `Claude at ${baseUrl}` : id;
}

function inventions(secretFile: string | undefined, { key, login }: MadeUp): string[] {
  const lines: string[] = [];
  if (secretFile !== undefined) lines.push(`  made up   SECRET_KEY, kept in ${secretFile}`);
  if (login === undefined)
    lines.push('  log in    as a user that is there; another login: npm run keys -- login --username me');
  else {
    const { username, password } = login;
    lines.push(
      `  made up   a login for the dashboard, shown this once: user ${username}, password ${password}`,
    );
  }
  if (key !== undefined)
    lines.push('  made up   a first API key with the role member; it is shown this once:', '', `    ${key}`);
  return [...lines, ''];
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
