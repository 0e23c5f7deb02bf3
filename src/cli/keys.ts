import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  apiKeyId,
  ApiKeys,
  CreateKeyDto,
  KeysModule,
  newApiKey,
  requestOf,
  UserAdministration,
  USERNAME,
  UsersModule,
} from '../auth';
import { ConfigModule, ConfigurationError } from '../config';
import { secretSources } from '../extensions';
import { validated } from '../http';
import { GatewayError, ROLES } from '../kernel';
import { StorageModule } from '../storage';
import { print, runCommand, UsageError } from './command-line';

const USAGE = `Usage: npm run keys -- <command>

  create --name NAME --role ${ROLES.join('|')}
         [--allowed-ips 10.0.0.0/8,2001:db8::/32] [--allowed-origins https://app.example.com]
         [--rate-limit 100/60] [--expires-at 2027-01-31] [--capabilities claude-code,url_sources]
                 makes a key and prints it, this once
  list           prints every key's id, name, role and state
  revoke ID|KEY  ends a key; running gateways notice within a second and a half
  login --username NAME
                 gives a user of the dashboard another password and prints it, this once; makes an administrator of a new name
  generate       prints a key for BOOTSTRAP_ADMIN_KEY and stores nothing
`;

@Module({ imports: [ConfigModule.register(secretSources), StorageModule, KeysModule, UsersModule] })
class KeysCliModule {}

async function main(args: readonly string[]): Promise<number> {
  const [command, ...rest] = args;
  if (command === undefined || command === 'help' || command === '--help') {
    print(USAGE);
    return 0;
  }
  if (command === 'generate') {
    print(`${newApiKey().key}\n`);
    return 0;
  }
  const app = await NestFactory.createApplicationContext(KeysCliModule, {
    logger: false,
    abortOnError: false,
  });
  try {
    if (command === 'login') await login(rest, app.get(UserAdministration));
    else await run(command, rest, app.get(ApiKeys));
    return 0;
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

async function login(args: string[], users: UserAdministration): Promise<void> {
  const { values } = parseArgs({ args, options: { username: { type: 'string' } } });
  if (values.username === undefined) throw new UsageError('login needs --username');
  if (!USERNAME.test(values.username))
    throw new UsageError('--username should be 1 to 64 letters, digits or any of ._@+-');
  const { username, password } = await users.renewLogin(values.username);
  print(`${password}\n`);
  process.stderr.write(
    `That is the password of ${username}, stored as a hash: this was the only time to see it.\n`,
  );
}

async function create(args: string[], keys: ApiKeys): Promise<void> {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: 'string' },
      role: { type: 'string' },
      'allowed-ips': { type: 'string' },
      'allowed-origins': { type: 'string' },
      'rate-limit': { type: 'string' },
      'expires-at': { type: 'string' },
      capabilities: { type: 'string' },
    },
  });
  if (values.name === undefined || values.role === undefined)
    throw new UsageError('create needs --name and --role');
  const asked = {
    name: values.name,
    role: values.role,
    allowed_ips: listOf(values['allowed-ips']),
    allowed_origins: listOf(values['allowed-origins']),
    rate_limit: rateLimitOf(values['rate-limit']),
    expires_at: values['expires-at'],
    capabilities: listOf(values.capabilities),
  };
  // The rules that a body of POST /admin/keys has to keep.
  const request = requestOf(await validated(CreateKeyDto, JSON.parse(JSON.stringify(asked))));
  if ((request.expiresAt ?? Infinity) <= Date.now())
    throw new GatewayError('validation_failed', '`expires_at` must be in the future');
  const { key, apiKey } = await keys.create(request);
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

function listOf(text: string | undefined): readonly string[] | undefined {
  return text?.split(',').map((item) => item.trim());
}

function rateLimitOf(text: string | undefined): { max_requests: number; window_seconds: number } | undefined {
  if (text === undefined) return undefined;
  const [, max, seconds] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (max === undefined) throw new UsageError('--rate-limit should be two whole numbers, such as 100/60');
  return { max_requests: Number(max), window_seconds: Number(seconds) };
}

runCommand(main, {
  usage: USAGE,
  exitCode: () => 1,
  isKnown: (error) => error instanceof GatewayError || error instanceof ConfigurationError,
});
