export {
  GatewayConfig,
  type LimitsConfig,
  type StorageConfig,
  type TokensConfig,
  type UpstreamConfig,
} from './config';
export { ConfigModule } from './config.module';
export { ConfigurationError } from './environment-reader';
export { SETTINGS } from './settings';
