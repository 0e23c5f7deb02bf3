import type { ReactNode } from 'react';

/** The double gate. */
export function Mark(): ReactNode {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" className="mark-ground" />
      <path d="M7 26V13a9 9 0 0 1 18 0v13h-4V13a5 5 0 0 0-10 0v13z" className="mark-outer" />
      <path d="M14 26V15a2 2 0 0 1 4 0v11z" className="mark-inner" />
    </svg>
  );
}
