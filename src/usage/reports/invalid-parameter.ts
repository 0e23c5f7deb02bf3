import { GatewayError } from '../../kernel';

/** The refusal of one query parameter for what its own rules could not see. */
export function invalidParameter(field: string, rule: string, message: string): GatewayError {
  return new GatewayError('validation_failed', `\`${field}\` ${message}`, {
    extras: { fields: [field], violations: [{ field, rule, message }] },
  });
}
