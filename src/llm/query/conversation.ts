import type { StepContent } from '../../chains';
import { dataTurn, turnOf, type Turn } from '../data-turn';

const EXPLAIN = 'Explain these numbers.';

/** Earlier steps as the model is told of them, oldest first: what was asked, and what it answered. */
export function turnsOf(steps: readonly StepContent[]): readonly Turn[] {
  return steps.filter(isTold).flatMap((step) => [askedOf(step), turnOf('assistant', step.answer)]);
}

/** The provider takes no turn without words. */
function isTold(step: StepContent): step is StepContent & { readonly answer: string } {
  return step.answer !== null && step.answer.trim() !== '';
}

function askedOf(step: StepContent): Turn {
  if (step.kind === 'exchange') return dataTurn(JSON.stringify(step.context), step.question);
  const { parameters, metrics } = step;
  return dataTurn(JSON.stringify({ parameters, metrics }), EXPLAIN);
}
