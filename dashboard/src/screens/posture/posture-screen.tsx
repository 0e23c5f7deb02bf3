import type { ReactNode } from 'react';
import { ScreenHead } from '../../parts/panel';

export function PostureScreen(): ReactNode {
  return <ScreenHead title="Posture" />;
}
