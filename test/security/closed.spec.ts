import { Controller, Get, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import request from 'supertest';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { PinoLogger } from 'nestjs-pino';
import { Access, RolesGuard } from '../../src/auth';
import { ingress, RequestRecords, LeanExpressAdapter, ProblemFilter } from '../../src/http';

@Controller()
class ForgetfulController {
  @Get('forgotten')
  forgotten(): string {
    return 'nobody said who may read this';
  }

  @Get('declared')
  @Access({ public: true })
  declared(): string {
    return 'anyone may read this';
  }
}

@Module({
  controllers: [ForgetfulController],
  providers: [
    { provide: APP_GUARD, useClass: RolesGuard },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
})
class ForgetfulModule {}

describe('a route that nobody declared', () => {
  let app: NestExpressApplication;

  beforeAll(async () => {
    const module = await Test.createTestingModule({ imports: [ForgetfulModule] }).compile();
    app = module.createNestApplication<NestExpressApplication>(new LeanExpressAdapter(), { logger: false });
    app.use(ingress(new PinoLogger({ pinoHttp: { level: 'silent' } }), new RequestRecords()));
    await app.init();
  });

  afterAll(async () => {
    await app.close();
  });

  it('refuses everyone', async () => {
    const { status, body } = await request(app.getHttpServer()).get('/forgotten');
    expect([status, (body as { code: string }).code]).toEqual([403, 'role_denied']);
  });

  it('does not close its neighbours', async () => {
    const { status, text } = await request(app.getHttpServer()).get('/declared');
    expect([status, text]).toEqual([200, 'anyone may read this']);
  });
});
