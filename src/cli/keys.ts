import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { apiKeyId, ApiKeys, KeysModule, newApiKey } from '../auth';
import { ConfigModule, ConfigurationError } from '../config';
import { ROLES, type Role } from '../kernel';
import { StorageModule } from '../storage';

const USAGE = `Usage: npm run keys -- <command>

  create --name NAME --role ${ROLES.join('|')}
         [--allowed-ips 10.0.0.0/8,2001:db8::/32] [--rate-limit 100/60] [--expires-at 2027-01-31]
                 makes a key and prints it, this once
  list           prints every key's id, name, role and state
  revoke ID|KEY  ends a key; running gateways notice within a second and a half
  generate       prints a key for BOOTSTRAP_ADMIN_KEY and stores nothing
`;

@Module({ imports: [ConfigModule, StorageModule, KeysModule] })
class KeysCliModule {}

/** What went wrong on the command line, in words for the person at it. */
class UsageError extends Error {}

async function main(args: readonly string[]): Promise<void> {
  const [command, ...rest] = args;
  if (command === undefined || command === 'help' || command === '--help') {
    print(USAGE);
    return;
  }
  if (command === 'generate') {
    print(`${newApiKey().key}\n`);
    return;
  }
  const app = await NestFactory.createApplicationContext(KeysCliModule, {
    logger: false,
    abortOnError: false,
  });
  try {
    await run(command, rest, app.get(ApiKeys));
  } finally {
    await app.close();
  }
}

async function run(command: string, args: string[], keys: ApiKeys): Promise<void> {
  switch (command) {
    case 'create':
      return create(args, keys);
    case 'list':
      return list(keys);
    case 'revoke':
      return revoke(args, keys);
    default:
      throw new UsageError(`There is no command "${command}"`);
  }
}

async function create(args: string[], keys: ApiKeys): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: 'string' },
      role: { type: 'string' },
      'allowed-ips': { type: 'string' },
      'rate-limit': { type: 'string' },
      'expires-at': { type: 'string' },
    },
  });
  if (values.name === undefined || values.role === undefined)
    throw new UsageError('create needs --name and --role');
  const { key, apiKey } = await keys.create({
    name: values.name,
    role: values.role as Role,
    ...(values['allowed-ips'] === undefined
      ? {}
      : { allowedIps: values['allowed-ips'].split(',').map((ip) => ip.trim()) }),
    ...(values['rate-limit'] === undefined ? {} : { rateLimit: rateLimitOf(values['rate-limit']) }),
    ...(values['expires-at'] === undefined ? {} : { expiresAt: timeOf(values['expires-at']) }),
  });
  print(`${key}\n`);
  process.stderr.write(
    `Key ${apiKey.id} (${apiKey.name}, ${apiKey.role}) is stored as a hash: this was the only time to see it.\n`,
  );
}

async function list(keys: ApiKeys): Promise<void> {
  const rows = (await keys.list()).map(({ id, name, role, allowedIps, createdAt, expiresAt, revokedAt }) => ({
    id,
    name,
    role,
    state: revokedAt !== undefined ? 'revoked' : (expiresAt ?? Infinity) <= Date.now() ? 'expired' : 'active',
    allowed_ips: allowedIps.join(',') || 'any',
    created: new Date(createdAt).toISOString(),
  }));
  if (rows.length === 0) print('There are no keys yet.\n');
  else console.table(rows);
}

async function revoke([name]: string[], keys: ApiKeys): Promise<void> {
  if (name === undefined) throw new UsageError('revoke needs the id of a key, as `list` shows it');
  // Whoever has the key in hand need not look for its id.
  const id = apiKeyId(name) ?? name;
  if (!(await keys.revoke(id))) throw new UsageError(`There is no active key with the id ${id}`);
  print(`Key ${id} is revoked.\n`);
}

function rateLimitOf(text: string): { maxRequests: number; windowSeconds: number } {
  const [maxRequests = NaN, windowSeconds = NaN] = text.split('/').map(Number);
  return { maxRequests, windowSeconds };
}

function timeOf(text: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new UsageError('--expires-at should be an ISO date such as 2027-01-31');
  return time;
}

function print(text: string): void {
  process.stdout.write(text);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  const { message } = error as Error;
  const needsUsage =
    error instanceof UsageError || (error as { code?: string }).code?.startsWith('ERR_PARSE_ARGS') === true;
  const known = needsUsage || error instanceof RangeError || error instanceof ConfigurationError;
  process.stderr.write(
    `${known ? message : ((error as Error).stack ?? message)}\n${needsUsage ? `\n${USAGE}` : ''}`,
  );
  process.exitCode = 1;
});
