import type { PresentedCredential } from '../../http';
import { Registry, type Principal } from '../../kernel';

/**
 * One way to prove who is asking. It has three answers: undefined (not mine, ask the next), a GatewayError (mine and
 * bad, stop), a Principal (mine and good).
 */
export interface Authenticator {
  readonly id: string;
  /** The one route on which it is asked, such as `GET /metrics`; undefined: all. */
  readonly onlyOn?: string;
  /** The same answer, where it was given a moment ago and still holds: so that most requests wait for nothing. */
  recall?(credential: PresentedCredential): Principal | undefined;
  authenticate(credential: PresentedCredential): Promise<Principal | undefined>;
}

/** The authenticators that the gateway trusts, in the order they are asked. */
export class AuthenticatorRegistry extends Registry<Authenticator> {}
