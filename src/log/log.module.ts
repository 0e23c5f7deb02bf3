import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import pino from 'pino';
import { GatewayConfig } from '../config';
import { Secrets } from '../secrets';
import { configuredSecrets } from './configured-secrets';
import { GatheredOutput } from './gathered-output';
import { openLogFile } from './log-file';
import { LogSink, type LogOutput } from './log-sink';
import { PlainFields } from './plain-fields';
import { readable } from './readable';
import { redactor } from './redactor';

/**
 * Structured logs on standard output, and in LOG_FILE; in development standard output is for reading. Requests are
 * recorded by the ingress, once each, not by pino's middleware.
 */
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [GatewayConfig, Secrets],
      useFactory: async (config: GatewayConfig, secrets: Secrets) => {
        // What is kept elsewhere is a secret, whatever setting it is the value of.
        for (const { name } of secrets.state)
          secrets.onChange(name, (value) => {
            redactor.learn(value);
          });
        return { pinoHttp: { logger: await loggerFor(config) }, forRoutes: [] };
      },
    }),
  ],
})
export class LogModule {}

async function loggerFor(config: GatewayConfig): Promise<pino.Logger> {
  redactor.learn(...configuredSecrets(config));
  const { level, file, bodies } = config.log;
  const outputs = [await standardOutput(config), ...(file === undefined ? [] : [openLogFile(file)])];
  const fields = new PlainFields((text) => redactor.text(text), bodies);
  // What stands under `err` is made plain with the rest, and is to be left so.
  const serializers = { err: (error: unknown) => error };
  return pino(
    { level, base: null, formatters: { log: fields.of }, serializers },
    new LogSink(redactor, outputs),
  );
}

async function standardOutput({ mode }: GatewayConfig): Promise<LogOutput> {
  if (mode !== 'development') {
    const out = pino.destination({ dest: 1, sync: true });
    return new GatheredOutput((text) => out.write(text));
  }
  return readable((text) => process.stdout.write(text), { colours: process.stdout.isTTY });
}
