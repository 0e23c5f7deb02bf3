import { type CallBound, boundOf } from './call-bound';

export type Body = Readonly<Record<string, unknown>>;

export const WINDOW = 1_000_000;

export const bytesOf = (body: unknown): number => Buffer.byteLength(JSON.stringify(body));

/** The bound of a request that was sent as compact JSON. */
export const boundFor = (body: Body, window = WINDOW): CallBound => boundOf(body, bytesOf(body), window);
