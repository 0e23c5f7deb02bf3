import { type DynamicModule, Module } from '@nestjs/common';
import { Passwords } from '../auth';
import { Clock } from '../kernel';
import { Checklist, Posture } from './posture';
import { AlertChecks, AlertTerms } from './checks/alert.checks';
import { CredentialChecks } from './checks/credential.checks';
import { MoneyChecks } from './checks/money.checks';
import { OutsideChecks } from './checks/outside.checks';
import { ProcessChecks, Runtime } from './checks/process.checks';
import { SettingsChecks } from './checks/settings.checks';
import { StoreChecks } from './checks/store.checks';
import type { Checks } from './check';
import { PostureAtBoot } from './posture-at-boot';
import { PostureController } from './posture.controller';

/** The checklist, in the order in which it is shown. */
const GROUPS = [
  SettingsChecks,
  ProcessChecks,
  OutsideChecks,
  StoreChecks,
  CredentialChecks,
  MoneyChecks,
  AlertChecks,
] as const;

/** What has to be so before a gateway goes live, as checks. Needs what it looks at from the modules around it. */
@Module({})
export class PostureChecksModule {
  static register(terms: AlertTerms): DynamicModule {
    return {
      module: PostureChecksModule,
      providers: [
        Clock,
        Passwords,
        ...GROUPS,
        { provide: AlertTerms, useValue: terms },
        {
          provide: Runtime,
          useFactory: (): Runtime => ({ version: process.version, uid: process.getuid?.() }),
        },
        {
          provide: Checklist,
          inject: [...GROUPS],
          useFactory: (...groups: Checks[]): Checklist => ({ groups }),
        },
        Posture,
      ],
      exports: [Posture],
    };
  }
}

/** The same in a gateway: for administrators, and in the log at boot. */
@Module({
  imports: [PostureChecksModule.register({ sendsTest: false })],
  controllers: [PostureController],
  providers: [PostureAtBoot],
})
export class PostureModule {}
