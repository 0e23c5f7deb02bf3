export { BASE62, randomBase62 } from './base62';
export { Clock } from './clock';
export type { Layer } from './error-kind';
export { ERRORS, type ErrorCode } from './error-table';
export { GatewayError, type Violation } from './gateway-error';
export { microUsd, toUsd, type MicroUsd } from './micro-usd';
export { isOrigin, isOriginRule, originCovers, originFits } from './origin';
export {
  atLeast,
  MODES,
  ROLES,
  type BudgetPolicy,
  type Mode,
  type Principal,
  type RateLimitPolicy,
  type Rights,
  type Role,
} from './principal';
export {
  addressBucket,
  isInNetworks,
  networkCovers,
  parseAddress,
  parseNetwork,
  parseNetworks,
  type Network,
} from './network';
export { Registry } from './registry';
export { NO_USAGE, type Usage } from './usage';
export { VERSION } from './version';
