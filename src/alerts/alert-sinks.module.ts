import { type DynamicModule, Module } from '@nestjs/common';
import { GatewayConfig } from '../config';
import { Clock } from '../kernel';
import { Secrets } from '../secrets';
import { ActiveSinks } from './active-sinks';
import { type AlertSinkKind, AlertSinkRegistry, type SinkTerms } from './alert-sink';
import { SinkTrials } from './sink-trials';

/** The sinks that ALERT_SINKS names, and no rules. */
@Module({})
export class AlertSinksModule {
  static register(sinks: readonly AlertSinkKind[]): DynamicModule {
    return {
      module: AlertSinksModule,
      global: true,
      providers: [
        Clock,
        { provide: AlertSinkRegistry, useFactory: () => new AlertSinkRegistry(sinks) },
        {
          provide: ActiveSinks,
          inject: [AlertSinkRegistry, GatewayConfig, Secrets],
          useFactory: (registry: AlertSinkRegistry, config: GatewayConfig, secrets: Secrets) =>
            ActiveSinks.open(registry, config.alerts.sinks, termsOf(config, secrets)),
        },
        SinkTrials,
      ],
      exports: [ActiveSinks, SinkTrials],
    };
  }
}

/** Both may be references, and change. */
function termsOf({ mode }: GatewayConfig, secrets: Secrets): SinkTerms {
  return {
    mode,
    webhook: () => ({
      url: secrets.value('ALERT_WEBHOOK_URL'),
      secret: secrets.value('ALERT_WEBHOOK_SECRET'),
    }),
  };
}
