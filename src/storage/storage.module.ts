import { Global, Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Database, openDatabase } from './database';
import { RedisConnection } from './redis-connection';

/** The stores of the gateway, opened once and closed after everything that writes to them. */
@Global()
@Module({
  providers: [
    {
      provide: Database,
      inject: [GatewayConfig],
      useFactory: (config: GatewayConfig) => openDatabase(config.storage),
    },
    {
      provide: RedisConnection,
      inject: [GatewayConfig],
      useFactory: async ({ storage }: GatewayConfig) => {
        const connection = new RedisConnection(storage.redisUrl, storage.redisTimeoutMs);
        await connection.settled();
        return connection;
      },
    },
  ],
  exports: [Database, RedisConnection],
})
export class StorageModule implements OnApplicationShutdown {
  constructor(
    @Inject(Database) private readonly database: Database,
    @Inject(RedisConnection) private readonly redis: RedisConnection,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    this.redis.close();
    await this.database.close();
  }
}
