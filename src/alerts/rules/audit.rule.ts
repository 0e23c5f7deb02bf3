import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../../audit';
import type { AlertRule, Reading } from '../alert-rule';

/** Rows of the audit trail that wait for a database that does not take them, or that are lost. */
@Injectable()
export class AuditRule implements AlertRule {
  readonly id = 'audit_failing';
  readonly runbook = 'audit-records-are-lost';
  readonly recovery = 'The audit trail is written again.';
  #lostBefore = 0;

  constructor(private readonly trail: AuditTrail) {}

  look(): readonly Reading[] {
    const { waiting, lost, failing } = this.trail.state;
    const lately = lost - this.#lostBefore;
    this.#lostBefore = lost;
    if (!failing && lately === 0) return [];
    const labels = { waiting: String(waiting), lost: String(lost) };
    return [
      {
        severity: 'critical',
        value: Math.max(lately, 1),
        threshold: 1,
        summary: `The audit trail cannot be written (${labels.waiting} rows wait, ${labels.lost} are lost since the start); see whether the database answers and has room.`,
        labels,
      },
    ];
  }
}
