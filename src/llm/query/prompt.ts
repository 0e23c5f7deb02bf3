import { invalidField } from '../../kernel';
import { dataTurn, type Turn } from '../data-turn';

/** Characters of the context, written out as JSON. */
const CONTEXT_LONGEST = 200_000;

/** A question with its context. @throws GatewayError `validation_failed` when the context is too long */
export function promptOf(question: string, context: Record<string, unknown>): Turn {
  const data = JSON.stringify(context);
  if (data.length > CONTEXT_LONGEST) {
    const message = `must be at most ${String(CONTEXT_LONGEST)} characters of JSON`;
    throw invalidField('context', 'maxLength', message);
  }
  return dataTurn(data, question);
}
