import { GatewayError } from '../kernel';

/** Whether a call failed for want of a model that answers, or of money to ask it: what needs none can go on. */
export function isModelAway(error: unknown): error is GatewayError {
  return error instanceof GatewayError && (error.layer === 'upstream' || error.layer === 'budget');
}
