import { hostname } from 'node:os';
import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel';
import { ActiveSinks, type SinkTrial } from './active-sinks';
import { newAlertId } from './alert';

/** Longer than one try takes that has to wait for another. */
const TRIAL_MS = 12_000;

/** Finds out whether alerts arrive, by sending one. */
@Injectable()
export class SinkTrials {
  constructor(
    private readonly sinks: ActiveSinks,
    private readonly clock: Clock,
  ) {}

  /** Sends a message that says it is a test, and tells which sinks took it. Takes 12 seconds at most. */
  send(): Promise<readonly SinkTrial[]> {
    const now = this.clock.now();
    return this.sinks.try(
      {
        id: newAlertId(),
        rule: 'test',
        severity: 'warning',
        state: 'raised',
        summary: 'This is a test of the way that alerts take; nothing is wrong.',
        value: 0,
        threshold: 0,
        since: now,
        at: now,
        labels: { instance: hostname() },
        runbook: 'docs/alerts.md#test',
      },
      TRIAL_MS,
    );
  }
}
