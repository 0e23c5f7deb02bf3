import { AsyncLocalStorage } from 'node:async_hooks';
import { readFileSync } from 'node:fs';
import { IsString } from 'class-validator';
import { targetConstructorToSchema } from 'class-validator-jsonschema';
import * as kysely from 'kysely';

describe('a Jest file', () => {
  /** Node's own require, which knows nothing of Jest's modules. */
  const main = Reflect.get(process, 'mainModule') as NodeJS.Module;
  const native = (path: string): unknown => main.require(path);

  /** How often the runner entered a storage; that other files of the worker have one says nothing of it. */
  let entered: jest.SpyInstance;

  beforeAll(() => {
    entered = jest.spyOn(AsyncLocalStorage.prototype, 'run');
  });

  afterAll(() => {
    entered.mockRestore();
  });

  it('has the packages of its worker', () => {
    expect(native(require.resolve('kysely'))).toBe(kysely);
  });

  it('has the rules of its own classes only', () => {
    class Named {
      @IsString() readonly name!: string;
    }

    expect(native(require.resolve('class-validator'))).not.toHaveProperty('IsString', IsString);
    expect(targetConstructorToSchema(Named).properties).toEqual({ name: { type: 'string' } });
  });

  it('is told which of its tests runs, and no promise is followed for that', async () => {
    await Promise.resolve();
    expect(expect.getState().currentConcurrentTestName?.()).toMatch(/and no promise is followed for that/);
    expect(entered.mock.calls.length).toBe(0);
  });

  it('runs in the realm of Node, whose errors are errors here', () => {
    const read = (): unknown => {
      try {
        return readFileSync('/no/such/file');
      } catch (error) {
        return error;
      }
    };
    expect(read()).toBeInstanceOf(Error);
  });
});
