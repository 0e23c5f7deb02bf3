import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { Global, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AlertSinksModule } from '../alerts';
import { ConfigModule, ConfigurationError, GatewayConfig } from '../config';
import { alertSinks, secretSources, upstreams } from '../extensions';
import { UpstreamsModule } from '../llm';
import { Posture, PostureChecksModule, type PostureReport } from '../posture';
import { connectDatabase, Database, RedisConnection } from '../storage';
import { Prices } from '../usage';
import { print, runCommand } from './command-line';

const USAGE = `Usage: npm run doctor [-- --strict] [-- --json]

  Goes through the checklist of going live, with the settings of this environment: what passes, what does not, why, and
  what to do. Nothing is changed; Claude is asked for its models, which is free, and a message that says it is a test is sent
  where alerts go.

  --strict   a warning counts as a failure
  --json     prints the report as GET /admin/posture answers it

  Ends with 0 when nothing fails, 1 when something does, 2 when an option or a setting cannot be read.
`;

/** Long enough to say what is wrong. */
const LEFT_OPEN_MS = 200;

/** Who looks has more time than a request: a machine that is busy for a moment is no line of the checklist. */
const PATIENCE_MS = 5000;

const EXIT = { ready: 0, notReady: 1, input: 2 } as const;

/** What the checks look at, opened without a migration: looking changes nothing. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [GatewayConfig],
      useFactory: ({ storage }: GatewayConfig) =>
        connectDatabase({ ...storage, timeoutMs: Math.max(storage.timeoutMs, PATIENCE_MS) }),
    },
    {
      provide: RedisConnection,
      inject: [GatewayConfig],
      useFactory: async ({ storage }: GatewayConfig) => {
        const connection = new RedisConnection(storage.redisUrl, PATIENCE_MS);
        await connection.settled();
        return connection;
      },
    },
    Prices,
  ],
  exports: [Database, RedisConnection, Prices],
})
class LookedAtModule {}

@Module({
  imports: [
    ConfigModule.register(secretSources),
    LookedAtModule,
    UpstreamsModule.register(upstreams),
    AlertSinksModule.register(alertSinks),
    PostureChecksModule.register({ sendsTest: true }),
  ],
})
class DoctorModule {}

async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      strict: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    print(USAGE);
    return EXIT.ready;
  }
  const report = await examine();
  print(values.json ? `${JSON.stringify(report, null, 2)}\n` : told(report));
  const bad = values.strict ? ['failure', 'warning'] : ['failure'];
  return bad.includes(report.status) ? EXIT.notReady : EXIT.ready;
}

async function examine(): Promise<PostureReport> {
  const app = await NestFactory.createApplicationContext(DoctorModule, {
    logger: false,
    abortOnError: false,
  }).catch((error: unknown) => {
    // What was opened before the fault, the simulator for one, would keep the process.
    setTimeout(() => process.exit(), LEFT_OPEN_MS).unref();
    throw error;
  });
  try {
    return await app.get(Posture).report();
  } finally {
    app.get(RedisConnection).close();
    await app.get(Database).close();
    await app.close();
  }
}

const MARKS = { pass: 'pass   ', warning: 'WARNING', failure: 'FAILURE' } as const;

function told({ checks }: PostureReport): string {
  const lines = checks.flatMap(({ status, title, why, fix }) => [
    `${MARKS[status]}  ${title}`,
    `         ${why}`,
    ...(fix === null ? [] : [`         -> ${fix}`]),
  ]);
  const count = (status: PostureReport['status']): number =>
    checks.filter((check) => check.status === status).length;
  const sum = `${String(count('pass'))} passed, ${String(count('warning'))} warnings, ${String(count('failure'))} failures`;
  return `${lines.join('\n')}\n\n${sum}\n`;
}

runCommand(main, {
  usage: USAGE,
  exitCode: () => EXIT.input,
  isKnown: (error) => error instanceof ConfigurationError,
});
