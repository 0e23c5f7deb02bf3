import 'reflect-metadata';
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import Sqlite from 'libsql';
import { ConfigModule, ConfigurationError, GatewayConfig } from '../config';
import { secretSources } from '../extensions';
import { databaseFile } from '../storage';
import { isUsage, print, runCommand, tell, UsageError } from './command-line';

const USAGE = `Usage: npm run backup -- --to FILE

  Copies the embedded database, as it is at one instant, while gateways go on writing. The copy is checked before it gets
  its name, is readable by its owner alone, and replaces no other file. With PostgreSQL it copies nothing and prints the
  command of pg_dump that does.

  Ends with 0 when there is a good copy, 1 when there is none, 2 when an option or a setting cannot be used.
`;

const EXIT = { copied: 0, notCopied: 1, input: 2 } as const;

/** For its owner alone: it holds hashes of keys, and conversations. */
const MODE = 0o600;

@Module({ imports: [ConfigModule.register(secretSources)] })
class BackupCliModule {}

/** Why there is no copy. */
class BackupError extends Error {}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: { to: { type: 'string' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    print(USAGE);
    return EXIT.copied;
  }
  if (values.to === undefined || values.to === '') throw new UsageError('--to is missing: the file to make');
  const target = resolve(values.to);
  const { databaseUrl, dataDir } = await storage();
  if (databaseUrl !== undefined) {
    tell('The gateway keeps its data in PostgreSQL (DATABASE_URL), whose own tool copies it. Run:');
    print(`${dumpCommand(databaseUrl, target)}\n`);
    return EXIT.notCopied;
  }
  print(`${copy(databaseFile(dataDir), target)}\n`);
  return EXIT.copied;
}

async function storage(): Promise<GatewayConfig['storage']> {
  const app = await NestFactory.createApplicationContext(BackupCliModule, {
    logger: false,
    abortOnError: false,
  });
  const { storage: config } = app.get(GatewayConfig);
  await app.close();
  return config;
}

/** @returns what there is to say about the copy @throws BackupError */
function copy(source: string, target: string): string {
  if (!existsSync(source)) throw new BackupError(`There is no database at ${source} (DATA_DIR)`);
  if (existsSync(target)) throw new BackupError(`${target} is there already, and stays as it is`);
  const part = `${target}.part`;
  // Also keeps a second backup of the same name out.
  closeSync(create(part));
  try {
    vacuum(source, part);
    const rows = check(part);
    sync(part);
    if (existsSync(target)) throw new BackupError(`${target} has appeared meanwhile, and stays as it is`);
    renameSync(part, target);
    sync(dirname(target));
    return `${target}: ${String(statSync(target).size)} bytes, intact, ${rows}`;
  } finally {
    rmSync(part, { force: true });
  }
}

function create(file: string): number {
  try {
    return openSync(file, 'wx', MODE);
  } catch (error) {
    const { code = 'unknown reason' } = error as { code?: string };
    const hint = code === 'EEXIST' ? '; if no other backup is running, remove it' : '';
    throw new BackupError(`${file} cannot be made (${code})${hint}`);
  }
}

/** One read transaction, which in WAL mode keeps no writer waiting; the copy needs no journal beside it. */
function vacuum(source: string, target: string): void {
  const database = new Sqlite(source);
  try {
    database.exec('pragma busy_timeout = 10000');
    database.prepare('vacuum into ?').run(target);
  } finally {
    database.close();
  }
}

/** @throws BackupError when the copy is not whole */
function check(file: string): string {
  const database = new Sqlite(file, { readonly: true });
  try {
    const verdict = database.prepare('pragma integrity_check').all() as { integrity_check: string }[];
    const orphans = database.prepare('pragma foreign_key_check').all();
    if (verdict[0]?.integrity_check !== 'ok' || orphans.length > 0)
      throw new BackupError('The copy is not intact, and was removed: check the disk and the database');
    const { n, last } = database
      .prepare('select count(*) as n, max(created_at) as last from ledger')
      .get() as {
      n: number;
      last: number | null;
    };
    const until = last === null ? '' : `, the last of ${new Date(last).toISOString()}`;
    return `${String(n)} rows in the ledger${until}`;
  } finally {
    database.close();
  }
}

/** What was written is on the disk, and not only on its way. */
function sync(path: string): void {
  const descriptor = openSync(path, 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

/** The password comes from ~/.pgpass or PGPASSWORD: command lines are for all to see. */
function dumpCommand(databaseUrl: string, target: string): string {
  const url = new URL(databaseUrl);
  url.password = '';
  url.searchParams.delete('password');
  return `pg_dump --format=custom --no-owner --no-privileges --file=${quoted(target)} --dbname=${quoted(url.href)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

runCommand(main, {
  usage: USAGE,
  exitCode: (error) => (isUsage(error) || error instanceof ConfigurationError ? EXIT.input : EXIT.notCopied),
});
