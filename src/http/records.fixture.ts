import type { RequestRecord } from './request-records';

/** A request that was answered well, but for what is given. */
export function recordOf(given: Partial<RequestRecord> = {}): RequestRecord {
  return {
    requestId: 'req_1',
    principal: undefined,
    clientAddress: '127.0.0.1',
    traceparent: undefined,
    method: 'POST',
    route: '/api/query',
    status: 200,
    outcome: 'answered',
    failure: undefined,
    isFeed: false,
    calls: [],
    startedAt: 0,
    endedAt: 0,
    ...given,
  };
}
