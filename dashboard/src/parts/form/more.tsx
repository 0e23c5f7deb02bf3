import './form.css';
import { ChevronRight } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components/Button';
import { Disclosure, DisclosurePanel } from 'react-aria-components/Disclosure';
import { Heading } from 'react-aria-components/Heading';

interface MoreProps {
  readonly title: string;
  /** Opens it, as where one of its fields is wrong. Whoever closes it again is not contradicted. */
  readonly needed: boolean;
  readonly children: ReactNode;
}

/** What most people do not need, behind a line that opens it. */
export function More({ title, needed, children }: MoreProps): ReactNode {
  const [open, setOpen] = useState(needed);
  const [wasNeeded, setWasNeeded] = useState(needed);
  if (needed !== wasNeeded) {
    setWasNeeded(needed);
    if (needed) setOpen(true);
  }
  return (
    <Disclosure className="more" isExpanded={open} onExpandedChange={setOpen}>
      <Heading className="more-head">
        <Button slot="trigger" className="more-button">
          <ChevronRight aria-hidden /> {title}
        </Button>
      </Heading>
      <DisclosurePanel className="more-panel">{children}</DisclosurePanel>
    </Disclosure>
  );
}
