import { Sallyport, type SallyportOptions } from '../../../clients/typescript';

/** A client of a gateway under test, which does not wait longer than it must. */
export function client({ url }: { readonly url: string }, options: SallyportOptions): Sallyport {
  return new Sallyport({ baseURL: url, retryDelay: { initial: 10, max: 100 }, ...options });
}
