import { ERRORS, type ErrorCode } from './error-table';
import { GatewayError } from './gateway-error';

describe('a gateway error', () => {
  it.each(Object.entries(ERRORS))('%s takes status and layer from the table', (code, { status, layer }) => {
    const error = new GatewayError(code as ErrorCode, 'detail');
    expect([error.status, error.layer, error.message]).toEqual([status, layer, 'detail']);
  });

  it('keeps its cause for the log, and has neither extras nor headers unless given', () => {
    const cause = new Error('the disk is full');
    const error = new GatewayError('store_unavailable', 'Try again', { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('GatewayError');
    expect(error.cause).toBe(cause);
    expect(error.extras).toEqual({});
    expect(error.headers).toEqual({});
  });

  it('carries extras and headers', () => {
    const options = { extras: { retry_after: 3 }, headers: { Allow: 'GET' } };
    expect(new GatewayError('rate_limited', 'Wait', options)).toMatchObject(options);
  });
});

describe('the error table', () => {
  it.each(Object.entries(ERRORS))('%s is a refusal that says what to do', (code, kind) => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(kind.status).toBeGreaterThanOrEqual(400);
    expect(kind.status).toBeLessThan(600);
    expect(kind.title).toMatch(/^[A-Z][^.]+$/);
    expect(kind.remedy).toMatch(/\.$/);
  });

  it('has a title for each code', () => {
    const titles = Object.values(ERRORS).map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });
});
