import type { ReactNode } from 'react';
import { Choice } from '../../parts/choice';
import { CheckBox, Checks } from '../../parts/form/check-box';
import { TextInput } from '../../parts/text-input';
import { CAPABILITIES } from './capabilities';
import type { KeyDraft } from './key-draft';

const WHEN_LEFT = [
  { value: 'abort', label: 'The call ends at once' },
  { value: 'drain', label: 'It is read to its end, and paid in full' },
] as const;

interface MoreKeyFieldsProps {
  readonly draft: KeyDraft;
  readonly set: <Name extends keyof KeyDraft>(name: Name) => (value: KeyDraft[Name]) => void;
  readonly queryTypes: readonly { readonly id: string; readonly title: string }[];
}

/** The bounds that few keys have. */
export function MoreKeyFields({ draft, set, queryTypes }: MoreKeyFieldsProps): ReactNode {
  const known = new Set(queryTypes.map(({ id }) => id));
  const types = [
    ...queryTypes.map(({ id, title }) => ({ value: id, label: title })),
    ...draft.queryTypes.filter((id) => !known.has(id)).map((id) => ({ value: id, label: id })),
  ];
  return (
    <>
      <div className="form-row thirds">
        <TextInput
          label="Requests"
          name="rate_limit.max_requests"
          inputMode="numeric"
          hint="Empty: as the gateway limits everybody."
          value={draft.rateRequests}
          onChange={set('rateRequests')}
        />
        <TextInput
          label="In seconds"
          name="rate_limit.window_seconds"
          inputMode="numeric"
          value={draft.rateSeconds}
          onChange={set('rateSeconds')}
        />
        <TextInput
          label="Requests at once"
          name="max_concurrency"
          inputMode="numeric"
          hint="Empty: any number."
          value={draft.maxConcurrency}
          onChange={set('maxConcurrency')}
        />
      </div>
      <div className="form-row">
        <TextInput
          label="Networks that it works from"
          name="allowed_ips"
          rows={3}
          placeholder={'10.0.0.0/8\n2001:db8::/32'}
          hint="One a line. Empty: any."
          value={draft.allowedIps}
          onChange={set('allowedIps')}
        />
        <TextInput
          label="Origins of pages that it works from"
          name="allowed_origins"
          rows={3}
          placeholder="https://app.example.com"
          hint="One a line, or * for any. Empty: it is for servers only."
          value={draft.allowedOrigins}
          onChange={set('allowedOrigins')}
        />
      </div>
      <TextInput
        label="Models"
        name="models"
        rows={2}
        placeholder="claude-sonnet-5-5"
        hint="One a line. Empty: any."
        value={draft.models}
        onChange={set('models')}
      />
      {types.length > 0 && (
        <Checks
          name="query_types"
          label="Query types"
          hint="None: any that its role may ask."
          options={types}
          value={draft.queryTypes}
          onChange={set('queryTypes')}
        />
      )}
      <Checks
        name="capabilities"
        label="Capabilities"
        hint="What it may use of Claude’s own API beyond ordinary requests."
        options={CAPABILITIES}
        value={draft.capabilities}
        onChange={set('capabilities')}
      />
      <Choice
        label="When a client leaves"
        name="on_disconnect"
        options={WHEN_LEFT}
        value={draft.onDisconnect}
        onChange={set('onDisconnect')}
      />
      <CheckBox
        name="require_signature"
        label="Each request has to be signed (RFC 9421)"
        checked={draft.requireSignature}
        onChange={set('requireSignature')}
      />
    </>
  );
}
