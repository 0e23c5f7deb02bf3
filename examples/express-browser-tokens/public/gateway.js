import { BudgetExhaustedError, Sallyport } from '/client/index.js';

/** Our own back end says that nobody is logged in any more. */
export class LoggedOut extends Error {}

/** Our own back end has no token for us; the message is its sentence. */
export class NoToken extends Error {}

/** Asks our own back end, which knows us by its cookie. The page never sees the API key. */
async function getToken() {
  const response = await fetch('/sallyport-token', { method: 'POST' });
  if (response.status === 401) throw new LoggedOut();
  const { access_token: token, message } = await response.json();
  if (!response.ok) throw new NoToken(message);
  return token;
}

/** The gateway as this page has it. A token that has ended is renewed by the client. */
export class Gateway {
  #baseURL;
  #client;

  constructor(baseURL) {
    this.#baseURL = baseURL;
    this.#connect();
  }

  /** Does something with the client; once more with another token where the requests or the money of this one are used up. */
  async with(deed) {
    try {
      return await deed(this.#client);
    } catch (error) {
      if (!isUsedUp(error)) throw error;
      this.#connect();
      return deed(this.#client);
    }
  }

  #connect() {
    this.#client = new Sallyport({ baseURL: this.#baseURL, getToken });
  }
}

/** That of the token: other budgets are not renewed by asking for another. */
function isUsedUp(error) {
  return error instanceof BudgetExhaustedError && error.problem?.budget?.scope === 'token';
}
