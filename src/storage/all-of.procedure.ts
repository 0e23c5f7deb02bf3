import type { Procedure, Step } from './procedure';

/** Statements of which none depends on what came of another, all or nothing, in their order. */
export const allOf: Procedure<readonly Step[], void> = {
  module: 'storage/all-of.procedure',
  name: 'allOf',
  *run(_engine, steps) {
    for (const step of steps) yield step;
  },
};
