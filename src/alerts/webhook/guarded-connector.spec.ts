import type { LookupAddress } from 'node:dns';
import { AddressRefused, guardedConnector, systemResolve } from './guarded-connector';

describe('looking names up', () => {
  const ADDRESSES: readonly LookupAddress[] = [{ address: '192.0.2.1', family: 4 }];

  it('is done once at a time for each name, however many ask, and anew afterwards', async () => {
    const asked: string[] = [];
    let answer: (addresses: readonly LookupAddress[]) => void = () => undefined;
    const resolve = systemResolve((host) => {
      asked.push(host);
      return new Promise((done) => (answer = done));
    });
    const both = [resolve('a.test'), resolve('a.test')];
    answer(ADDRESSES);
    expect(await Promise.all(both)).toEqual([ADDRESSES, ADDRESSES]);
    const [again, other] = [resolve('a.test'), resolve('b.test')];
    expect(asked).toEqual(['a.test', 'a.test', 'b.test']);
    answer(ADDRESSES);
    expect(await other).toEqual(ADDRESSES);
    void again;
  });

  it('that fails is done anew, too', async () => {
    let times = 0;
    const resolve = systemResolve(() =>
      (times += 1) === 1 ? Promise.reject(new Error('Nobody knows it')) : Promise.resolve(ADDRESSES),
    );
    await expect(resolve('a.test')).rejects.toThrow('Nobody knows it');
    expect(await resolve('a.test')).toEqual(ADDRESSES);
  });

  it('is done as the system does it', async () => {
    expect((await systemResolve()('localhost')).map(({ address }) => address)).toContain('127.0.0.1');
  });
});

it.each(['127.0.0.1', '::1'])('of %s, which is not allowed, nothing is looked up or opened', (hostname) => {
  const answers: unknown[] = [];
  const connect = guardedConnector(
    () => false,
    () => Promise.reject(new Error('It was looked up')),
  );
  connect({ hostname, protocol: 'http:', port: '9' }, (...[error]) => answers.push(error));
  // At once, since nothing was waited for.
  expect(answers).toEqual([expect.any(AddressRefused)]);
});
