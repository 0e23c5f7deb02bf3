import { Global, Module } from '@nestjs/common';
import { Test, type TestingModule } from '@nestjs/testing';
import type { Request } from 'express';
import { accessOf } from '../auth';
import { GatewayConfig } from '../config';
import { configOf } from '../config/config.fixture';
import { contextOf } from '../http/execution.fixture';
import { refusalOf } from '../kernel/refusal.fixture';
import { Database } from '../storage';
import { storeOfBlock } from '../storage/store.fixture';
import { Chains, ChainsModule } from '.';
import { ChainsController } from './chains.controller';
import { kept, keyOf } from './chains.fixture';

describe('the module of chains', () => {
  const place = storeOfBlock('sqlite');
  let module: TestingModule;
  beforeEach(async () => {
    @Global()
    @Module({
      providers: [
        { provide: GatewayConfig, useValue: configOf() },
        { provide: Database, useFactory: () => place.database },
      ],
      exports: [GatewayConfig, Database],
    })
    class Surroundings {}
    module = await Test.createTestingModule({ imports: [Surroundings, ChainsModule] }).compile();
    await module.init();
  });
  afterEach(() => module.close());

  it('offers to keep steps, and shows and deletes what was kept', async () => {
    const id = await kept(module.get(Chains));
    const controller = module.get(ChainsController);
    const request = { context: contextOf({ principal: keyOf() }) } as Request;
    expect(await controller.list({}, request)).toMatchObject({ data: [{ chain_id: id, steps: 1 }] });
    expect(await controller.one(id, {}, request)).toMatchObject({ chain_id: id, steps: [{ position: 1 }] });
    await controller.delete(id, request);
    expect((await refusalOf(() => controller.one(id, {}, request))).code).toBe('not_found');
  });

  it('shows chains to everyone with a credential, by a limit of its own, and lets members delete', () => {
    const handlers = ChainsController.prototype as unknown as Record<string, () => unknown>;
    const reading = { atLeast: 'readonly', quota: { maxRequests: 60, windowSeconds: 60 } };
    const policies = ['list', 'one', 'delete'].map((name) => accessOf(handlers[name] as () => unknown));
    expect(policies).toEqual([reading, reading, { atLeast: 'member' }]);
  });
});
