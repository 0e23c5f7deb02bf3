import {
  BadRequestException,
  ForbiddenException,
  InternalServerErrorException,
  Logger,
  NotFoundException,
} from '@nestjs/common';
import { ExecutionContextHost } from '@nestjs/core/helpers/execution-context-host';
import { GatewayError } from '../kernel';
import { asGatewayError, ProblemFilter } from './problem.filter';
import { RequestContext } from './request-context';
import { serve, type TestServer } from './serve.fixture';

const CANARY = 'canary42';

describe('whatever is thrown', () => {
  it('stays as it is when it is ours', () => {
    const error = new GatewayError('ip_denied', 'x');
    expect(asGatewayError(error)).toBe(error);
  });

  it.each([
    [new BadRequestException(CANARY), 'malformed_request'],
    [new NotFoundException(CANARY), 'internal_error'],
    [new ForbiddenException(CANARY), 'internal_error'],
    [new InternalServerErrorException(CANARY), 'internal_error'],
    [new Error(CANARY), 'internal_error'],
    [new TypeError(CANARY), 'internal_error'],
    [Object.assign(new Error(CANARY), { status: 404, code: 'not_found' }), 'internal_error'],
    [CANARY, 'internal_error'],
    [undefined, 'internal_error'],
    [null, 'internal_error'],
    [{ code: 'ip_denied', status: 403 }, 'internal_error'],
  ])('%p becomes %s, which keeps it for the log and tells the client nothing of it', (thrown, code) => {
    const error = asGatewayError(thrown);
    expect(error).toBeInstanceOf(GatewayError);
    expect(error.code).toBe(code);
    expect(error.cause).toBe(thrown);
    expect(error.message).not.toContain(CANARY);
  });
});

describe('the problem filter', () => {
  let server: TestServer;
  let context: RequestContext;
  let thrown: unknown;
  let begun: boolean;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    server = await serve((request, response) => {
      request.context = context;
      if (begun) response.writeHead(200).write('the first half');
      new ProblemFilter().catch(thrown, new ExecutionContextHost([request, response]));
    });
  });
  afterAll(() => server.close());
  beforeEach(() => {
    context = new RequestContext('req_filter', 0, '127.0.0.1', []);
    begun = false;
  });

  it('answers with the problem document and notes the refusal for the log', async () => {
    const cause = new Error(CANARY);
    thrown = new GatewayError('store_unavailable', 'Try again', { cause, extras: { retry_after: 1 } });
    const answer = await fetch(server.url);
    expect(answer.status).toBe(503);
    expect(await answer.text()).not.toContain(CANARY);
    expect(context.refusal).toMatchObject({ code: 'store_unavailable', layer: 'gateway', cause });
  });

  it('answers an unknown error as our own fault, without a word of it', async () => {
    thrown = new Error(`${CANARY} at /srv/secret.js:1:1`);
    const answer = await fetch(server.url);
    expect(answer.status).toBe(500);
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ code: 'internal_error', request_id: 'req_filter' });
    expect(text).not.toMatch(/canary42|srv/);
  });

  it('breaks off an answer that has begun, so that it cannot be taken for a whole one', async () => {
    begun = true;
    thrown = new GatewayError('upstream_error', 'x');
    const read = fetch(server.url).then((answer) => answer.text());
    await expect(read).rejects.toThrow();
    expect(context.refusal?.code).toBe('upstream_error');
  });
});
