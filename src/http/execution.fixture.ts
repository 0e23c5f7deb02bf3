import type { ExecutionContext } from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import type { Request } from 'express';
import type { Principal } from '../kernel';
import { RequestContext, type PresentedCredential } from './request-context';

/** What a test says of a request; the rest is that of somebody unknown on this machine. */
interface Asked {
  readonly from?: string;
  readonly credentials?: readonly PresentedCredential[];
  readonly principal?: Principal;
}

export function contextOf({ from = '127.0.0.1', credentials = [], principal }: Asked = {}): RequestContext {
  return Object.assign(new RequestContext('req_test', 0, from, credentials), { principal });
}

/** What Nest hands to a guard for a request to a handler; the request has these members besides. */
export function executionOf(
  context: RequestContext,
  handler: () => unknown = () => undefined,
  request: Partial<Request> = {},
): ExecutionContext {
  const execution = new ExecutionContextHost(
    [{ headers: {}, query: {}, ...request, context }, {}],
    Object,
    handler,
  );
  execution.setType('http');
  return execution;
}
