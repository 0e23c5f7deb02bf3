import { Module } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import pino from 'pino';
import { GatewayConfig } from '../config';

/** Structured logs on standard output. Requests are recorded by the ingress, once each, not by pino's middleware. */
@Module({
  imports: [
    LoggerModule.forRootAsync({
      inject: [GatewayConfig],
      useFactory: (config: GatewayConfig) => ({
        pinoHttp: { logger: pino({ level: config.log.level, base: null }) },
        forRoutes: [],
      }),
    }),
  ],
})
export class LogModule {}
