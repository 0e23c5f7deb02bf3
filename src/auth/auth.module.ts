import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { BearerKeyStrategy, HeaderKeyStrategy } from './authenticators/api-key.strategies';
import { type Authenticator, AuthenticatorRegistry } from './authenticators/authenticator';
import { KeysModule } from './keys/keys.module';

/** Identity and rights. The authenticators come from extensions.ts. */
@Module({})
export class AuthModule {
  static register(authenticators: readonly Type<Authenticator>[]): DynamicModule {
    return {
      module: AuthModule,
      global: true,
      imports: [KeysModule],
      providers: [
        HeaderKeyStrategy,
        BearerKeyStrategy,
        ...authenticators,
        {
          provide: AuthenticatorRegistry,
          inject: [...authenticators],
          useFactory: (...entries: Authenticator[]) => new AuthenticatorRegistry(entries),
        },
      ],
      exports: [AuthenticatorRegistry, KeysModule],
    };
  }
}
