import { Test } from '@nestjs/testing';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuthenticatorRegistry, AuthModule } from '../../src/auth';
import { ConfigModule } from '../../src/config';
import { authenticators } from '../../src/extensions';
import { StorageModule } from '../../src/storage';

/* What every entry of `authenticators` must keep: its own credentials it judges, others it leaves to the next. */

describe('every authenticator', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'sallyport-contract-'));
  let registry: AuthenticatorRegistry;
  let close: () => Promise<void>;

  beforeAll(async () => {
    Object.assign(process.env, { NODE_ENV: 'test', DATA_DIR: dataDir });
    const module = await Test.createTestingModule({
      imports: [ConfigModule.register([]), StorageModule, AuthModule.register(authenticators)],
    }).compile();
    registry = module.get(AuthenticatorRegistry);
    close = () => module.close();
  });

  afterAll(async () => {
    await close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  it('is in the registry, in the order of extensions.ts', () => {
    expect(registry.all.map(({ constructor }) => constructor)).toEqual(authenticators);
  });

  it.each(['Basic dXNlcjpwYXNz', 'Digest username="a"', 'Negotiate abc', 'Bearer', ''])(
    'leaves `Authorization: %s` to others',
    async (value) => {
      for (const authenticator of registry.all) {
        await expect(authenticator.authenticate({ header: 'authorization', value })).resolves.toBeUndefined();
      }
    },
  );

  it('never lets in what nobody issued', async () => {
    for (const authenticator of registry.all) {
      const outcome = await authenticator
        .authenticate({ header: 'authorization', value: 'Bearer sp_nobody' })
        .catch((error: unknown) => error);
      expect(outcome === undefined || (outcome as { code?: string }).code === 'credential_invalid').toBe(
        true,
      );
    }
  });
});
