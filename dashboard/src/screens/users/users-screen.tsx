import type { ReactNode } from 'react';
import { ScreenHead } from '../../parts/panel';

export function UsersScreen(): ReactNode {
  return <ScreenHead title="Users" />;
}
