import type { Registry } from 'prom-client';
import type { AuditTrail } from '../audit';
import { gauge, single, total } from './gauge';

/** How the audit trail is kept. */
export function addAuditMetrics(registry: Registry, trail: Pick<AuditTrail, 'state'>): void {
  gauge(
    registry,
    { name: 'sallyport_audit_waiting', help: 'Rows of the audit trail that are not durable yet' },
    () => single(trail.state.waiting),
  );
  gauge(
    registry,
    { name: 'sallyport_audit_failing', help: 'Whether the last write of the audit trail failed: 1 or 0' },
    () => single(trail.state.failing ? 1 : 0),
  );
  gauge(
    registry,
    {
      name: 'sallyport_audit_last_written_timestamp_seconds',
      help: 'When the audit trail was last written, as seconds since 1970; 0: not yet',
    },
    () => single((trail.state.lastWrittenAt ?? 0) / 1000),
  );
  total(
    registry,
    { name: 'sallyport_audit_lost_total', help: 'Rows of the audit trail that were given up' },
    () => single(trail.state.lost),
  );
}
