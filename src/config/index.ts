export {
  GatewayConfig,
  type AlertsConfig,
  type LimitsConfig,
  type LogConfig,
  type StorageConfig,
  type TelemetryConfig,
  type TokensConfig,
  type UpstreamConfig,
} from './config';
export { ConfigModule } from './config.module';
export { ConfigurationError } from './environment-reader';
export { SETTINGS } from './settings';
