import { timeOrderedDigits } from '../kernel';

/** Letters, digits and `._-` only: an id of the client's must not be able to write into logs or headers. */
const PLAIN = /^[A-Za-z0-9._-]{8,64}$/;

/** `req_` and 32 hexadecimal digits, which begin with the time. */
export function newRequestId(): string {
  return `req_${timeOrderedDigits(Date.now())}`;
}

/** The client's own id where it is plain, a new one otherwise. */
export function requestIdFrom(header: string | string[] | undefined): string {
  return typeof header === 'string' && PLAIN.test(header) ? header : newRequestId();
}
