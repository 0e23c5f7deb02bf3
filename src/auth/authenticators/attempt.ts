import type { Principal } from '../../kernel';

/** What a passport strategy made of a credential. */
export type Verdict =
  { readonly principal: Principal } | { readonly principal: undefined; readonly reason: unknown };

/** A strategy of one request: passport's protocol is to answer by calling one of three methods. */
interface Attempt {
  success(principal: Principal): void;
  fail(reason?: unknown): void;
  error(error: Error): void;
  authenticate(request: { readonly headers: Readonly<Record<string, string>> }): void;
}

/** Runs a passport strategy on headers. Rejects with what its `validate` throws. */
export function attempt(strategy: object, headers: Readonly<Record<string, string>>): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const run = Object.create(strategy) as Attempt;
    run.success = (principal) => {
      resolve({ principal });
    };
    run.fail = (reason) => {
      resolve({ principal: undefined, reason });
    };
    run.error = reject;
    run.authenticate({ headers });
  });
}

/** RFC 9110 section 11.1: the name of a scheme is case-insensitive; undefined for any scheme but Bearer. */
export function bearerOf(authorization: string): string | undefined {
  return /^bearer +(\S+)$/i.exec(authorization)?.[1];
}
