import { GatewayError } from '../kernel';

/** The one refusal of a credential that proves nothing: the same whatever was wrong with it, so that it tells nothing. */
export function invalidCredential(): GatewayError {
  return new GatewayError(
    'credential_invalid',
    'The credential is unknown, mistyped, revoked or expired; check it for a cut or a typing error, or ask an administrator for a new one',
  );
}
