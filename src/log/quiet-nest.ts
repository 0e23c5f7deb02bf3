import type { Logger } from 'nestjs-pino';

/** Contexts in which Nest tells, at every boot, what it wires; the greeting and the health report say what matters. */
const CHATTER = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** The logger without Nest's own boot messages. Warnings and errors pass, whoever says them. */
export function withoutNestChatter(logger: Logger): Logger {
  const log = logger.log.bind(logger);
  logger.log = (message: unknown, ...rest: unknown[]): void => {
    if (!CHATTER.has(String(rest.at(-1)))) log(message, ...rest);
  };
  return logger;
}
