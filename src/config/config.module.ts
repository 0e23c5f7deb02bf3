import { Global, Module } from '@nestjs/common';
import { ConfigModule as NestConfigModule, registerAs } from '@nestjs/config';
import { GatewayConfig } from './config';
import { readConfig } from './read-config';

const environment = registerAs('sallyport', () => readConfig(process.env));

/** Reads `.env`, then the environment, which wins. A bad value stops the boot. */
@Global()
@Module({
  imports: [NestConfigModule.forRoot({ load: [environment] })],
  providers: [{ provide: GatewayConfig, useExisting: environment.KEY }],
  exports: [GatewayConfig],
})
export class ConfigModule {}
