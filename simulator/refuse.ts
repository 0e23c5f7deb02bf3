import type { OutgoingHttpHeaders } from 'node:http';
import { ApiError, errorBody, errorTypeOf } from './api-error';
import type { Outlet } from './outlet';

/** Writes an error in Claude's shape; anything that is no ApiError is a defect of the simulator, told as 500. Cuts an answer already begun. */
export function refuse(
  outlet: Outlet,
  error: unknown,
  requestId: string,
  headers: OutgoingHttpHeaders,
): void {
  if (outlet.started) {
    outlet.cut();
    return;
  }
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(500, `Simulator defect: ${error instanceof Error ? error.message : String(error)}`);
  const body = errorBody(errorTypeOf(known.status), known.message, requestId);
  outlet.send(known.status, { ...headers, ...known.headers }, body);
}
