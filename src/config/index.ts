export {
  GatewayConfig,
  type HttpConfig,
  type LimitsConfig,
  type StorageConfig,
  type UpstreamConfig,
} from './config';
export { ConfigModule } from './config.module';
export { ConfigurationError } from './environment-reader';
export { readConfig } from './read-config';
export { SETTINGS } from './settings';
