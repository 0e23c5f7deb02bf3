import { invalidField } from '../../../kernel';
import type { ConversionData, FunnelStep } from './conversion.parameters';

const STEPS = 'parameters.data.steps';
const BEFORE = 'parameters.data.comparison.steps';

/** @throws GatewayError `validation_failed`, naming the step that contradicts those before it or the comparison */
export function checkFunnels({ steps, comparison }: ConversionData): void {
  checkNames(steps);
  checkCounts(steps, STEPS);
  if (comparison === undefined) return;
  checkSameSteps(steps, comparison.steps);
  checkCounts(comparison.steps, BEFORE);
}

function checkNames(steps: readonly FunnelStep[]): void {
  const seen = new Set<string>();
  for (const [index, { step }] of steps.entries()) {
    if (seen.has(step)) {
      throw invalidField(`${STEPS}.${String(index)}.step`, 'unique', `is "${step}", as an earlier step is`);
    }
    seen.add(step);
  }
}

function checkCounts(steps: readonly FunnelStep[], path: string): void {
  for (const [index, { step, count }] of steps.entries()) {
    const previous = steps[index - 1];
    if (previous === undefined || count <= previous.count) continue;
    const most = `at most ${String(previous.count)}, the count of step "${previous.step}" before it`;
    throw invalidField(`${path}.${String(index)}.count`, 'order', `of step "${step}" must be ${most}`);
  }
}

function checkSameSteps(steps: readonly FunnelStep[], before: readonly FunnelStep[]): void {
  for (const [index, { step }] of steps.entries()) {
    const other = before[index];
    if (other === undefined) throw invalidField(BEFORE, 'same_steps', `lacks step "${step}"`);
    if (other.step === step) continue;
    const field = `${BEFORE}.${String(index)}.step`;
    throw invalidField(
      field,
      'same_steps',
      `must be "${step}", as in the steps of now, and is "${other.step}"`,
    );
  }
  const extra = before[steps.length];
  if (extra === undefined) return;
  const field = `${BEFORE}.${String(steps.length)}.step`;
  throw invalidField(field, 'same_steps', `is "${extra.step}", which the steps of now do not have`);
}
