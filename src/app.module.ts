import { Module, type Type } from '@nestjs/common';
import type { CanActivate } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import {
  AllowedIpsGuard,
  AuthenticationGuard,
  AuthModule,
  IpGuard,
  OriginGuard,
  RolesGuard,
  SignatureGuard,
  TokenCapsGuard,
} from './auth';
import { AlertsModule } from './alerts';
import { AnalyticsModule, QueryTypeGuard } from './analytics';
import { AuditModule } from './audit';
import { CatchAllModule } from './catch-all';
import { ChainsModule } from './chains';
import { ConfigModule } from './config';
import { DashboardModule } from './dashboard';
import { DiagnosticsModule } from './diagnostics';
import { alertSinks, analyticsQueries, authenticators, secretSources, upstreams } from './extensions';
import { HealthModule } from './health';
import { BodyGuard, HttpModule, ProblemFilter, QueryGuard, StrictPipe } from './http';
import { CapabilityGuard, LlmModule } from './llm';
import { LiveModule } from './live';
import { LogModule } from './log';
import { MetricsModule } from './metrics';
import { OpenApiModule } from './openapi';
import { PostureModule } from './posture';
import { StorageModule } from './storage';
import { ConcurrencyGuard, DrainGuard, FloodGuard, RateLimitGuard, ThrottlingModule } from './throttling';
import { TracingModule } from './tracing';
import { UsageModule } from './usage';

/**
 * What happens to a request, in order. Before these the ingress middleware gives it an id and refuses ambiguous HTTP;
 * after them the strict pipe checks the body, and the handler holds what the call can cost in every budget of its caller
 * (402), asks the model, settles the call and answers.
 */
const GUARDS: readonly Type<CanActivate>[] = [
  DrainGuard, // 503 new work, once the gateway is told to end
  FloodGuard, // 429 an address that floods without proving who it is
  IpGuard, // 403 an address outside TRUSTED_IPS
  AuthenticationGuard, // 401 nobody we know; 400 two credentials
  SignatureGuard, // 401 a key that signs its requests, and one that is not signed so, or was sent before
  OriginGuard, // 403 a page that the credential was not made for, or any page with a server's key
  AllowedIpsGuard, // 403 a credential used from another network than its own
  RolesGuard, // 403 a role or mode that the route's @Access does not include
  RateLimitGuard, // 429 more requests than the key may make, or than the route takes of one caller
  ConcurrencyGuard, // 429 more requests at once than the key may have
  TokenCapsGuard, // 402 a browser token that has made all its requests
  QueryGuard, // 400 query parameters that the route does not take
  BodyGuard, // 413, 415, 400 a body that is too long, of another type, or not strict JSON
  QueryTypeGuard, // 400 a query that is not on the list; 403 one that the credential or its role may not ask
  CapabilityGuard, // 400 a field of Claude's API that nobody knows; 403 one that the key was not granted
];

@Module({
  imports: [
    ConfigModule.register(secretSources),
    LogModule,
    HttpModule,
    StorageModule,
    // Its routes first: they are looked through in this order, and these are asked most.
    LlmModule.register(upstreams),
    AuthModule.register(authenticators),
    ThrottlingModule,
    UsageModule,
    ChainsModule,
    AnalyticsModule.register(analyticsQueries),
    DiagnosticsModule,
    HealthModule,
    MetricsModule,
    TracingModule,
    AlertsModule.register(alertSinks),
    LiveModule,
    OpenApiModule,
    DashboardModule,
    AuditModule,
    PostureModule,
    CatchAllModule,
  ],
  providers: [
    ...GUARDS.map((guard) => ({ provide: APP_GUARD, useClass: guard })),
    { provide: APP_PIPE, useClass: StrictPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
export class AppModule {}
