import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { Clock } from '../kernel';
import { RedisConnection } from '../storage';
import { BearerKeyStrategy, HeaderKeyStrategy } from './authenticators/api-key.strategies';
import { type Authenticator, AuthenticatorRegistry } from './authenticators/authenticator';
import { BrowserTokenStrategy, UserTokenStrategy } from './authenticators/token.strategies';
import { BrowserTokenHolders } from './browser-tokens/browser-token.holders';
import { BrowserTokenStore } from './browser-tokens/browser-token.store';
import { BrowserTokens } from './browser-tokens/browser-tokens';
import { BrowserTokensController } from './browser-tokens/browser-tokens.controller';
import { FirstCredentials } from './first-credentials';
import { Identification } from './identification';
import { KeysController } from './keys/keys.controller';
import { KeysModule } from './keys/keys.module';
import { ListedOrigins } from './origins/listed-origins';
import { IdentityController } from './sessions/identity.controller';
import { LoginController } from './sessions/login.controller';
import { Nonces } from './signatures/nonces';
import { UsersController } from './users/users.controller';
import { UsersModule } from './users/users.module';

/** Identity and rights. The authenticators come from extensions.ts. */
@Module({})
export class AuthModule {
  static register(authenticators: readonly Type<Authenticator>[]): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      imports: [KeysModule, UsersModule],
      controllers: [
        LoginController,
        IdentityController,
        BrowserTokensController,
        KeysController,
        UsersController,
      ],
      providers: [
        Clock,
        BrowserTokenStore,
        BrowserTokenHolders,
        BrowserTokens,
        ListedOrigins,
        FirstCredentials,
        Identification,
        {
          provide: Nonces,
          inject: [RedisConnection, Clock],
          useFactory: (redis: RedisConnection, clock: Clock) => new Nonces(redis, clock),
        },
        HeaderKeyStrategy,
        BearerKeyStrategy,
        UserTokenStrategy,
        BrowserTokenStrategy,
        ...authenticators,
        {
          provide: AuthenticatorRegistry,
          inject: [...authenticators],
          useFactory: (...entries: Authenticator[]) => new AuthenticatorRegistry(entries),
        },
      ],
      exports: [
        Clock,
        AuthenticatorRegistry,
        BrowserTokenStore,
        FirstCredentials,
        Identification,
        ListedOrigins,
        Nonces,
        KeysModule,
      ],
    };
  }
}
