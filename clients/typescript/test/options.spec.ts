import { Sallyport, type SallyportOptions } from '../src/index.js';

const BASE = { baseURL: 'http://127.0.0.1:5001' };

describe('options', () => {
  it.each<[string, SallyportOptions, string]>([
    ['no address', {}, 'baseURL is needed'],
    ['an address that is none', { baseURL: 'gateway' }, 'baseURL has to be like'],
    ['another protocol', { baseURL: 'ftp://gateway' }, 'baseURL has to be like'],
    ['a password in the address', { baseURL: 'https://me:hidden@gateway' }, 'baseURL has to be like'],
    ['a query in the address', { baseURL: 'https://gateway?a=1' }, 'baseURL has to be like'],
    ['two credentials', { ...BASE, apiKey: 'a', token: 'b' }, 'Give one of'],
    ['a secret without a key', { ...BASE, token: 'a', signingSecret: 'b' }, 'belongs to an apiKey'],
    ['a key with a line end', { ...BASE, apiKey: 'sp_hidden\n' }, 'A credential is a text'],
    ['an empty token', { ...BASE, token: '' }, 'A credential is a text'],
  ])('with %s are refused', (_, options, message) => {
    expect(() => new Sallyport(options)).toThrow(TypeError);
    expect(() => new Sallyport(options)).toThrow(message);
    expect(() => new Sallyport(options)).not.toThrow('hidden');
  });

  it.each([
    ['https://gateway.example.com', 'https://gateway.example.com/auth/me'],
    ['https://gateway.example.com/', 'https://gateway.example.com/auth/me'],
    ['HTTP://[::1]:5001//', 'HTTP://[::1]:5001/auth/me'],
    ['https://example.com/a/b', 'https://example.com/a/b/auth/me'],
    ['https://example.com/a/b/', 'https://example.com/a/b/auth/me'],
  ])('with the address %s ask %s', async (baseURL, expected) => {
    const asked: unknown[] = [];
    const fetching: typeof fetch = (address) => {
      asked.push(address);
      return Promise.resolve(Response.json({}));
    };
    await new Sallyport({ baseURL, fetch: fetching }).whoAmI();
    expect(asked).toEqual([expected]);
  });
});

describe('in a page', () => {
  const page = { window: { document: {} }, location: { origin: 'https://app.example.com' } };
  beforeEach(() => {
    Object.assign(globalThis, page);
  });
  afterEach(() => {
    for (const name of Object.keys(page)) Reflect.deleteProperty(globalThis, name);
  });

  it('an API key is refused, unless it may be there', () => {
    expect(() => new Sallyport({ apiKey: 'sp_hidden' })).toThrow('a key that everybody has');
    expect(() => new Sallyport({ apiKey: 'sp_hidden' })).not.toThrow('hidden');
    expect(new Sallyport({ apiKey: 'sp_mine', allowKeyInBrowser: true })).toBeInstanceOf(Sallyport);
  });

  it('the gateway is where the page is from, unless said', async () => {
    const asked: unknown[] = [];
    const fetching: typeof fetch = (address) => {
      asked.push(address);
      return Promise.resolve(Response.json({}));
    };
    await new Sallyport({ fetch: fetching }).whoAmI();
    expect(asked).toEqual(['https://app.example.com/auth/me']);
  });
});
