import type { ReactNode } from 'react';
import { ScreenHead } from '../../parts/panel';

export function AuditScreen(): ReactNode {
  return <ScreenHead title="Audit" />;
}
