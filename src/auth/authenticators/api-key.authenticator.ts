import { Injectable } from '@nestjs/common';
import type { PresentedCredential } from '../../http';
import type { Principal } from '../../kernel';
import { BearerKeyStrategy, HeaderKeyStrategy } from './api-key.strategies';
import type { Authenticator } from './authenticator';

/** API keys, from either header; passport's strategies extract them and call our verifier. */
@Injectable()
export class ApiKeyAuthenticator implements Authenticator {
  readonly id = 'api-key';

  constructor(
    private readonly header: HeaderKeyStrategy,
    private readonly bearer: BearerKeyStrategy,
  ) {}

  authenticate({ header, value }: PresentedCredential): Promise<Principal | undefined> {
    if (header === 'x-api-key') return run(this.header, { 'x-api-key': value });
    // RFC 9110 section 11.1: the name of a scheme is case-insensitive; the strategy's prefix is not.
    return run(this.bearer, { authorization: value.replace(/^bearer +/i, 'Bearer ') });
  }
}

/** A strategy of one request: passport's protocol is to answer by calling one of three methods. */
interface Attempt {
  success(principal: Principal): void;
  fail(): void;
  error(error: Error): void;
  authenticate(request: { readonly headers: Readonly<Record<string, string>> }): void;
}

function run(strategy: object, headers: Readonly<Record<string, string>>): Promise<Principal | undefined> {
  return new Promise((resolve, reject) => {
    const attempt = Object.create(strategy) as Attempt;
    attempt.success = resolve;
    attempt.fail = () => {
      resolve(undefined);
    };
    attempt.error = reject;
    attempt.authenticate({ headers });
  });
}
