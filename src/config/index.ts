export {
  GatewayConfig,
  type DatabaseConfig,
  type LimitsConfig,
  type TelemetryConfig,
  type TokensConfig,
  type UpstreamConfig,
} from './config';
export { ConfigModule } from './config.module';
export { ConfigurationError } from './environment-reader';
export { isWellKnown } from './production-rules';
export { SETTINGS } from './settings';
