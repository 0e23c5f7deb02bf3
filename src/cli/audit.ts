import 'reflect-metadata';
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { ConfigModule as NestConfigModule, ConfigService } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { AuditKeyring, ExportVerifier, isPublicKey, type ExportVerdict } from '../audit';
import { ConfigModule } from '../config';
import { secretSources } from '../extensions';
import { SecretKeys } from '../secrets';
import { print, runCommand, tell, UsageError } from './command-line';

const USAGE = `Usage: npm run audit:verify -- FILE [--public-key KEY]... [--json]

  Verifies an export of the audit trail (GET /admin/audit/export) offline: that each row follows from the one before it,
  that every batch is signed, and that nothing is missing.

  --public-key KEY  a key that is trusted, as GET /admin/audit/verify shows it (64 hexadecimal digits). Without one it is
                    made from SECRET_KEY and SECRET_KEY_PREVIOUS of the environment or of .env.
  --json            prints JSON

  Ends with 0 when the export is valid, 1 when it is not (the first bad row is named), 2 when an option or the file cannot
  be read, 3 when it fits together, but no key was given: whoever made it up could have named any.
`;

const EXIT = { valid: 0, bad: 1, input: 2, untrusted: 3 } as const;

/** The environment and `.env` as they stand. */
@Module({ imports: [NestConfigModule.forRoot()] })
class EnvironmentModule {}

/** All settings, as the gateway reads them. */
@Module({ imports: [ConfigModule.register(secretSources)] })
class SettingsModule {}

interface Options {
  readonly file: string;
  readonly keys: readonly string[];
  readonly json: boolean;
}

async function main(args: string[]): Promise<number> {
  const options = optionsOf(args);
  if (options === undefined) {
    print(USAGE);
    return EXIT.valid;
  }
  const keys = options.keys.length > 0 ? options.keys : await configuredKeys();
  const verdict = await verify(options.file, keys);
  if (options.json) print(`${JSON.stringify({ ...verdict, trusted_keys: keys ?? null }, null, 2)}\n`);
  else print(sentenceOf(verdict));
  if (!verdict.valid) return EXIT.bad;
  if (keys !== undefined) return EXIT.valid;
  tell(
    'NOT PROVEN: no key was given, so the file was checked against the keys that it names itself. That shows only that it\n' +
      'fits together. Give the key with --public-key, from a place that you trust.',
  );
  return EXIT.untrusted;
}

/** @returns nothing where help is asked for. @throws UsageError */
function optionsOf(args: string[]): Options | undefined {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      'public-key': { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) throw new UsageError('Name one file');
  const keys = values['public-key'].map((key) => key.trim().toLowerCase());
  if (!keys.every(isPublicKey)) throw new UsageError('--public-key should be 64 hexadecimal digits');
  return { file, keys, json: values.json };
}

/**
 * Public keys of the secrets of this machine; undefined: it has none. Only where it has references are these resolved, as
 * the gateway does: an auditor's machine has no settings, and should not be given any.
 * @throws ConfigurationError when a setting is wrong or a secret cannot be reached
 */
async function configuredKeys(): Promise<readonly string[] | undefined> {
  const accepted = await inModule(EnvironmentModule, (app) => {
    const settings = app.get(ConfigService);
    return ['SECRET_KEY', 'SECRET_KEY_PREVIOUS']
      .map((name) => settings.get<string>(name) ?? '')
      .filter((secret) => secret !== '');
  });
  if (accepted.length === 0) return undefined;
  const secrets = accepted.some((secret) => /^[a-z-]+:\/\//.test(secret))
    ? await inModule(SettingsModule, (app) => app.get(SecretKeys).accepted)
    : accepted;
  return new AuditKeyring({ accepted: secrets }).publicKeys.map(({ public_key }) => public_key);
}

async function inModule<T>(module: Type, read: (app: INestApplicationContext) => T): Promise<T> {
  const app = await NestFactory.createApplicationContext(module, { logger: false, abortOnError: false });
  try {
    return read(app);
  } finally {
    await app.close();
  }
}

/** @throws UsageError when the file cannot be read */
async function verify(file: string, keys: readonly string[] | undefined): Promise<ExportVerdict> {
  const verifier = new ExportVerifier(keys);
  let rest: Buffer = Buffer.alloc(0);
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      let from = 0;
      for (let at = rest.indexOf(10); at !== -1; at = rest.indexOf(10, from)) {
        verifier.push(rest.toString('utf8', from, at));
        from = at + 1;
      }
      rest = rest.subarray(from);
    }
  } catch (error) {
    throw new UsageError(
      `${file}: cannot be read (${(error as { code?: string }).code ?? 'unknown reason'})`,
    );
  }
  return verifier.end(rest.toString());
}

function sentenceOf({ valid, rows, writers, first_bad: bad }: ExportVerdict): string {
  const extent = `${String(rows)} rows of ${String(writers)} writers`;
  if (valid) return `Valid: ${extent}.\n`;
  const where = [
    bad?.line == null ? '' : `line ${String(bad.line)}`,
    bad?.writer == null ? '' : `writer ${bad.writer}`,
    bad?.seq == null ? '' : `row ${String(bad.seq)}`,
  ].filter((part) => part !== '');
  return `BAD: ${where.join(', ')}: ${bad?.reason ?? ''}\nUp to there ${extent} fit.\n`;
}

runCommand(main, { usage: USAGE, exitCode: () => EXIT.input });
