import { GatewayError } from './gateway-error';

/** The refusal of one field for what its own rules could not see; `message` goes on after its name. */
export function invalidField(field: string, rule: string, message: string): GatewayError {
  return new GatewayError('validation_failed', `\`${field}\` ${message}`, {
    extras: { fields: [field], violations: [{ field, rule, message }] },
  });
}
