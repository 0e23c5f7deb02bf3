import { Module, type Type } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import { AllowedIpsGuard, AuthenticationGuard, AuthModule, IpGuard, RolesGuard } from './auth';
import { CatchAllModule } from './catch-all';
import { ConfigModule } from './config';
import { authenticators, upstreams } from './extensions';
import { HealthModule } from './health';
import { BodyGuard, ProblemFilter, StrictPipe } from './http';
import { LlmModule } from './llm';
import { LogModule } from './log';
import { StorageModule } from './storage';
import { FloodGuard, RateLimitGuard, ThrottlingModule } from './throttling';
import { UsageModule } from './usage';

/**
 * What happens to a request, in order. Before these the ingress middleware gives it an id and refuses ambiguous HTTP;
 * after them the strict pipe checks the body and the handler asks the model, accounts for the call and answers.
 */
const GUARDS: readonly Type<CanActivate>[] = [
  FloodGuard, // 429 an address that floods without proving who it is
  IpGuard, // 403 an address outside TRUSTED_IPS
  AuthenticationGuard, // 401 nobody we know; 400 two credentials
  AllowedIpsGuard, // 403 a key used from another network than its own
  RolesGuard, // 403 a role that the route's @Access does not include
  RateLimitGuard, // 429 more requests than the key may make
  BodyGuard, // 413, 415, 400 a body that is too long, of another type, or not strict JSON
];

@Module({
  imports: [
    ConfigModule,
    LogModule,
    StorageModule,
    AuthModule.register(authenticators),
    ThrottlingModule,
    UsageModule,
    LlmModule.register(upstreams),
    HealthModule,
    CatchAllModule,
  ],
  providers: [
    ...GUARDS.map((guard) => ({ provide: APP_GUARD, useClass: guard })),
    { provide: APP_PIPE, useClass: StrictPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class AppModule {}
