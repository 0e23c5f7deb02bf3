export { Clock } from './clock';
export { ERRORS, type ErrorCode, type Layer } from './error-table';
export { GatewayError, type Violation } from './gateway-error';
export { microUsd, toUsd, type MicroUsd } from './micro-usd';
export { atLeast, ROLES, type Principal, type RateLimitPolicy, type Role } from './principal';
export {
  addressBucket,
  isInNetworks,
  parseAddress,
  parseNetwork,
  parseNetworks,
  type Network,
} from './network';
export { Registry } from './registry';
export { NO_USAGE, type Usage } from './usage';
export { VERSION } from './version';
