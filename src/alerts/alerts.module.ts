import { type DynamicModule, Module, type Type } from '@nestjs/common';
import { Clock } from '../kernel';
import { type AlertRule, AlertRules } from './alert-rule';
import type { AlertSinkKind } from './alert-sink';
import { AlertSinksModule } from './alert-sinks.module';
import { Alerts } from './alerts';
import { AuditRule } from './rules/audit.rule';
import { AuthFailuresRule } from './rules/auth-failures.rule';
import { ErrorRateRule } from './rules/error-rate.rule';
import { GatewayBudgetRule } from './rules/gateway-budget.rule';
import { LatencyRule } from './rules/latency.rule';
import { OpenCircuitsRule } from './rules/open-circuits.rule';
import { ProviderKeyRule } from './rules/provider-key.rule';
import { SoftLimitsRule } from './rules/soft-limits.rule';
import { SpendRule } from './rules/spend.rule';
import { StaleSecretsRule } from './rules/stale-secrets.rule';
import { StoresRule } from './rules/stores.rule';
import { UnknownPricesRule } from './rules/unknown-prices.rule';
import { Traffic } from './traffic';

/** What is watched (docs/alerts.md); each is one file. */
const RULES: readonly Type<AlertRule>[] = [
  ErrorRateRule,
  LatencyRule,
  ProviderKeyRule,
  OpenCircuitsRule,
  StoresRule,
  AuthFailuresRule,
  GatewayBudgetRule,
  SpendRule,
  SoftLimitsRule,
  UnknownPricesRule,
  StaleSecretsRule,
  AuditRule,
];

/** Tells operators when something is wrong. The sinks come from extensions.ts. */
@Module({})
export class AlertsModule {
  static register(sinks: readonly AlertSinkKind[]): DynamicModule {
    return {
      module: AlertsModule,
      global: true,
      imports: [AlertSinksModule.register(sinks)],
      providers: [
        Clock,
        Traffic,
        ...RULES,
        {
          provide: AlertRules,
          inject: [...RULES],
          useFactory: (...rules: AlertRule[]) => new AlertRules(rules),
        },
        Alerts,
      ],
      exports: [Alerts],
    };
  }
}
