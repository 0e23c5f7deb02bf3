import fc from 'fast-check';
import { atLeast, MODES, ROLES } from '../../kernel';
import { storeOfBlock } from '../../storage/store.fixture';
import { identityOf } from '../identity.fixture';
import { browserClaimsOf } from '../tokens/claims';
import { partOf } from '../tokens/tokens.fixture';

const ORIGIN = 'https://app.example.com';

const place = storeOfBlock('sqlite');

it('whatever a key becomes, its pages may do no more than it, and no more than they were minted for', async () => {
  const gateway = identityOf(place.database);
  const settings = fc.record({
    role: fc.constantFrom(...ROLES),
    mode: fc.constantFrom(...MODES),
    models: fc.subarray(['a', 'b', 'c']),
    queryTypes: fc.subarray(['x', 'y']),
  });
  await fc.assert(
    fc.asyncProperty(settings, settings, async (before, after) => {
      const { key, apiKey } = await gateway.keys.keys.create({
        name: 'backend',
        allowedOrigins: ['*'],
        ...before,
      });
      const minter = await gateway.keys.verifier.verify(key);
      const answer = await gateway.browserTokens.mint(minter, {
        origin: ORIGIN,
        ttlSeconds: 60,
        role: before.role,
      });
      await gateway.keys.store.change(apiKey.id, (stored) => ({ ...stored, ...after }));
      gateway.revocations.announce();
      const claims = browserClaimsOf(partOf(answer.access_token, 1));
      if (claims === undefined) throw new Error('This is no browser token');
      const page = await gateway.holders.principalOf(claims);
      for (const { role, mode, models, queryTypes } of [
        minter,
        await gateway.keys.verifier.minterOf(apiKey.id, { iat: 0, ver: 0 }),
      ]) {
        expect(atLeast(role, page.role)).toBe(true);
        if (mode === 'viewer') expect(page.mode).toBe('viewer');
        if (models !== undefined)
          expect(models).toEqual(expect.arrayContaining([...(page.models ?? ['unbounded'])]));
        if (queryTypes !== undefined)
          expect(queryTypes).toEqual(expect.arrayContaining([...(page.queryTypes ?? ['unbounded'])]));
      }
    }),
    { numRuns: 30 },
  );
});
