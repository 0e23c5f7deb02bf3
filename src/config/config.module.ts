import {
  type DynamicModule,
  Inject,
  Module,
  type OnApplicationShutdown,
  type OnModuleInit,
  type Type,
} from '@nestjs/common';
import { ConfigModule as NestConfigModule } from '@nestjs/config';
import { SecretKeys, Secrets, type SecretSource, SecretSourceRegistry } from '../secrets';
import { GatewayConfig } from './config';
import { readConfig } from './read-config';
import { resolveSecrets, followSecrets, secretKeysOf } from './secret-settings';

/**
 * Reads `.env`, then the environment, which wins, and resolves the values that are references. A bad value stops the boot.
 * The sources of references come from extensions.ts.
 */
@Module({})
export class ConfigModule implements OnModuleInit, OnApplicationShutdown {
  static register(secretSources: readonly Type<SecretSource>[]): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      imports: [NestConfigModule.forRoot()],
      providers: [
        {
          provide: SecretSourceRegistry,
          useFactory: () => new SecretSourceRegistry(secretSources.map((Source) => new Source())),
        },
        {
          provide: Secrets,
          inject: [SecretSourceRegistry],
          useFactory: (sources: SecretSourceRegistry) => resolveSecrets(sources, process.env),
        },
        {
          provide: GatewayConfig,
          inject: [Secrets],
          useFactory: (secrets: Secrets) => readConfig(secrets.settings),
        },
        { provide: SecretKeys, inject: [Secrets, GatewayConfig], useFactory: secretKeysOf },
      ],
      exports: [GatewayConfig, Secrets, SecretKeys],
    };
  }

  constructor(
    @Inject(Secrets) private readonly secrets: Secrets,
    @Inject(GatewayConfig) private readonly config: GatewayConfig,
    @Inject(SecretKeys) private readonly keys: SecretKeys,
  ) {}

  onModuleInit(): void {
    followSecrets(this.secrets, this.config, this.keys);
  }

  async onApplicationShutdown(): Promise<void> {
    this.keys.close();
    await this.secrets.close();
  }
}
