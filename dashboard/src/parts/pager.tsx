import type { ReactNode } from 'react';
import { ActionButton } from './action-button';

interface PagerProps {
  readonly meta: { readonly page: number; readonly page_size: number; readonly total: number };
  readonly onPage: (page: number) => void;
}

/** Goes through the pages of a list; nothing where there is one page, unless somebody is beyond it. */
export function Pager({ meta, onPage }: PagerProps): ReactNode {
  const { page, page_size: size, total } = meta;
  const pages = Math.max(1, Math.ceil(total / size));
  if (pages === 1 && page === 1) return null;
  return (
    <nav className="pager" aria-label="Pages">
      <ActionButton
        isDisabled={page <= 1}
        onPress={() => {
          onPage(page - 1);
        }}
      >
        Previous
      </ActionButton>
      <span>
        Page {page} of {pages}
      </span>
      <ActionButton
        isDisabled={page >= pages}
        onPress={() => {
          onPage(page + 1);
        }}
      >
        Next
      </ActionButton>
    </nav>
  );
}
