import type { AdminAct } from '../acts';
import type { ApiKey } from './api-key';
import { keyView } from './key-view';

/** What was done to a key, without its secrets: of a rotation only that they were replaced. */
export function keyAct(action: string, before: ApiKey | undefined, after: ApiKey | undefined): AdminAct {
  const id = before?.id ?? after?.id ?? '';
  const rotated = before !== undefined && after !== undefined && before.hash !== after.hash;
  const shown = after === undefined ? null : keyView(after);
  return {
    action,
    target: `key:${id}`,
    before: before === undefined ? null : keyView(before),
    after: rotated ? { ...shown, secrets: 'replaced', old_secrets_until: graceOf(after) } : shown,
  };
}

function graceOf({ previous }: ApiKey): string | null {
  return previous === undefined ? null : new Date(previous.until).toISOString();
}
