import { signatureOf, type Signable } from './signature.js';

/** What a request says who it is from. */
export interface Credential {
  /** Those of one attempt. */
  headers(request: Signable): Promise<Readonly<Record<string, string>>>;
  /** Gets another in place of one that the gateway no longer takes; false: there is none to be had. */
  renew?(refused: Readonly<Record<string, string>>): Promise<boolean>;
}

export class ApiKey implements Credential {
  readonly #key: string;
  readonly #signingSecret: string | undefined;

  constructor(key: string, signingSecret: string | undefined) {
    this.#key = plain(key);
    this.#signingSecret = signingSecret;
  }

  async headers(request: Signable): Promise<Readonly<Record<string, string>>> {
    const secret = this.#signingSecret;
    // `sp_`, then the public id of 12 characters.
    const signature = secret === undefined ? {} : await signatureOf(request, this.#key.slice(3, 15), secret);
    return { 'x-api-key': this.#key, ...signature };
  }
}

/** A token that comes from somewhere: one question for it at a time, whoever else waits. */
export class Bearer implements Credential {
  #token: string | undefined;
  #asked: Promise<string> | undefined;
  readonly #ask: () => string | Promise<string>;

  constructor(ask: () => string | Promise<string>) {
    this.#ask = ask;
  }

  async headers(): Promise<Readonly<Record<string, string>>> {
    return bearer(this.#token ?? (await this.#another()));
  }

  async renew(refused: Readonly<Record<string, string>>): Promise<boolean> {
    // Another call may have got a new one meanwhile.
    if (this.#token === undefined || bearer(this.#token).authorization === refused['authorization'])
      await this.#another();
    return true;
  }

  #another(): Promise<string> {
    this.#asked ??= Promise.resolve()
      .then(this.#ask)
      .then((token) => (this.#token = token))
      .finally(() => {
        this.#asked = undefined;
      });
    return this.#asked;
  }
}

/** A token as it was given, for as long as it is good. */
export class FixedToken implements Credential {
  readonly #headers: Readonly<Record<string, string>>;

  constructor(token: string) {
    this.#headers = bearer(token);
  }

  headers(): Promise<Readonly<Record<string, string>>> {
    return Promise.resolve(this.#headers);
  }
}

export const bearer = (token: string): { readonly authorization: string } => ({
  authorization: `Bearer ${plain(token)}`,
});

/** A header's own error would have the credential in it. */
function plain(credential: unknown): string {
  if (typeof credential === 'string' && /^[!-~]+$/.test(credential)) return credential;
  throw new TypeError('A credential is a text of visible characters without spaces');
}
