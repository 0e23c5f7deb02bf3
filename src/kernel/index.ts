export { BASE62, randomBase62 } from './base62';
export {
  ALL_CAPABILITIES,
  CAPABILITIES,
  CAPABILITY_NAMES,
  capabilitiesOf,
  type Capability,
} from './capabilities';
export { Clock } from './clock';
export { ERRORS, type ErrorCode } from './error-table';
export { GatewayError, type Violation } from './gateway-error';
export { invalidField } from './invalid-field';
export type { CallOutcome, ModelCall } from './model-call';
export { microUsd, toUsd, type MicroUsd } from './micro-usd';
export { isOrigin, isOriginRule, originCovers, originFits } from './origin';
export {
  atLeast,
  BUDGET_PERIODS,
  MODES,
  ON_DISCONNECT,
  ROLES,
  type BudgetPeriod,
  type BudgetPolicy,
  type Mode,
  type OnDisconnect,
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
export { timeOrderedBase62, timeOrderedDigits, timeOrderedId } from './time-ordered-id';
export { HourlyRounds } from './rounds';
export { SECRET_SIGNS, withoutSecretShapes } from './secret-shapes';
export { LightSignal, type Signal } from './signal';
export { addUsage, NO_USAGE, SURCHARGES, type Surcharge, type Usage } from './usage';
export { Turns } from './turns';
export { pause, unlessAborted } from './waiting';
export { VERSION } from './version';
