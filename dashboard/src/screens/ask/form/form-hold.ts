import { createContext, useContext } from 'react';
import type { Draft } from '../fields/draft';
import type { Path } from '../fields/field';
import type { Faults } from '../fields/check';

/** What the fields of one form share. */
export interface FormHold {
  readonly faults: Faults;
  readonly change: (path: Path, draft: Draft) => void;
  /** What stands at a place in the schema's example, as it would be typed. */
  readonly sample: (path: Path) => string | undefined;
}

export const FormHoldContext = createContext<FormHold | undefined>(undefined);

/** @throws Error outside of a form */
export function useFormHold(): FormHold {
  const hold = useContext(FormHoldContext);
  if (hold === undefined) throw new Error('There is no form here');
  return hold;
}
