export type { AlertSinkKind } from './alert-sink';
export { AlertSinksModule } from './alert-sinks.module';
export { Alerts } from './alerts';
export { AlertsModule } from './alerts.module';
export { SinkTrials } from './sink-trials';
