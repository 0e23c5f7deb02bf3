import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { SecretKeys } from '../secrets';
import { Database } from '../storage';
import { storeOfBlock } from '../storage/store.fixture';
import { Idempotency, IdempotencyModule } from '.';
import { requestOf, SECRET_KEY } from './once.fixture';

const place = storeOfBlock('sqlite');

it('the module offers answers that are given once, sealed with the SECRET_KEY of the gateway', async () => {
  @Global()
  @Module({
    providers: [
      { provide: SecretKeys, useValue: SecretKeys.of(SECRET_KEY) },
      { provide: Database, useFactory: () => place.database },
    ],
    exports: [SecretKeys, Database],
  })
  class Surroundings {}
  const module = await Test.createTestingModule({ imports: [Surroundings, IdempotencyModule] }).compile();
  const idempotency = module.get(Idempotency);
  await idempotency.once(requestOf(), () => Promise.resolve('done'));
  expect(await idempotency.once(requestOf(), () => Promise.resolve('again'))).toEqual({
    answer: 'done',
    replayed: true,
  });
  await module.close();
});
