import { useMemo, useRef, useState, type ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { ActionButton } from '../../parts/action-button';
import { Choice } from '../../parts/choice';
import { unmended, type Faults } from '../../parts/form/faults';
import { More } from '../../parts/form/more';
import { useMended } from '../../parts/form/use-mended';
import { TextInput } from '../../parts/text-input';
import { LAYERS } from '../overview/layers';
import { looksFurther, showing, SHOWN, shownBy, type AuditFilter } from './audit-filter';

interface FilterFormProps {
  /** What the address says. */
  readonly filter: AuditFilter;
  /** What the gateway finds wrong with it. */
  readonly faults: Faults;
  readonly apply: (filter: AuditFilter) => void;
}

const ANY = 'any';
const LAYER_OPTIONS = [
  { value: ANY, label: 'Any' },
  ...Object.entries(LAYERS).map(([value, { title }]) => ({ value, label: title })),
];

/** A date has the browser's own field; a time, which only an address brings, is a text. */
const dateType = (value: string): string => (/^(\d{4}-\d\d-\d\d)?$/.test(value) ? 'date' : 'text');

/** What is looked for in the trail. */
export function FilterForm({ filter, faults, apply }: FilterFormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const mended = useMended(form);
  const standing = useMemo(() => unmended(faults, mended), [faults, mended]);
  const [draft, setDraft] = useState(filter);
  const [wasFilter, setWasFilter] = useState(filter);
  if (filter !== wasFilter) {
    setWasFilter(filter);
    setDraft(filter);
  }
  const text = (name: keyof AuditFilter, label: string, placeholder = ''): ReactNode => (
    <TextInput
      label={label}
      name={name}
      placeholder={placeholder}
      autoComplete="off"
      value={draft[name] ?? ''}
      onChange={(value) => setDraft({ ...draft, [name]: value })}
    />
  );
  const date = (name: 'from' | 'to', label: string): ReactNode => (
    <TextInput
      label={label}
      name={name}
      type={dateType(draft[name] ?? '')}
      value={draft[name] ?? ''}
      onChange={(value) => setDraft({ ...draft, [name]: value })}
    />
  );
  return (
    <Form
      ref={form}
      className="form filter"
      aria-label="Filter"
      validationBehavior="aria"
      validationErrors={standing}
      onSubmit={(event) => {
        event.preventDefault();
        apply(draft);
      }}
    >
      <div className="filter-row">
        <Choice
          label="Show"
          options={SHOWN}
          value={shownBy(draft)}
          onChange={(shown) => setDraft(showing(draft, shown))}
        />
        {date('from', 'From (UTC)')}
        {date('to', 'To the end of (UTC)')}
        <div className="actions">
          <ActionButton type="submit" kind="primary">
            Filter
          </ActionButton>
          <ActionButton
            onPress={() => {
              setDraft({});
              apply({});
            }}
          >
            Clear
          </ActionButton>
        </div>
      </div>
      <More title="More filters" needed={looksFurther(filter)}>
        <div className="form-row">
          {text('actor', 'Who', 'key:4fK2aB3dEfGh')}
          {text('action', 'Change', 'key.created')}
          {text('target', 'Done to', 'user:4fK2aB3dEfGh')}
          {text('client', 'From address', '203.0.113.7')}
          {text('route', 'Route', '/api/query')}
          {text('status', 'HTTP status', '403')}
          {text('code', 'Code of a refusal', 'budget_exhausted')}
          <Choice
            label="Refused by"
            name="layer"
            options={LAYER_OPTIONS}
            value={draft.layer ?? ANY}
            onChange={(layer) => setDraft({ ...draft, layer: layer === ANY ? '' : layer })}
          />
          {text('request_id', 'Request', 'req_…')}
        </div>
      </More>
    </Form>
  );
}
