import './form.css';
import type { ReactNode } from 'react';
import { Choice } from '../choice';
import { TextInput } from '../text-input';
import type { BudgetDraft } from './budget-draft';

const PERIODS = [
  { value: 'none', label: 'No budget' },
  { value: 'day', label: 'Each day' },
  { value: 'month', label: 'Each month' },
  { value: 'total', label: 'In all' },
] as const;

interface BudgetFieldsProps {
  readonly value: BudgetDraft;
  readonly onChange: (value: BudgetDraft) => void;
}

/** What somebody may spend. */
export function BudgetFields({ value, onChange }: BudgetFieldsProps): ReactNode {
  return (
    <div className="form-row thirds">
      <Choice
        label="Budget"
        name="budget.period"
        options={PERIODS}
        value={value.period}
        onChange={(period) => {
          onChange({ ...value, period });
        }}
        {...(value.period !== 'none' && { hint: 'Days and months are those of UTC.' })}
      />
      {value.period !== 'none' && (
        <>
          <TextInput
            label="US dollars"
            name="budget.limit_usd"
            inputMode="decimal"
            isRequired
            value={value.limit}
            onChange={(limit) => {
              onChange({ ...value, limit });
            }}
          />
          <TextInput
            label="Warn from percent"
            name="budget.soft_percent"
            inputMode="numeric"
            hint="Empty: as the gateway does."
            value={value.soft}
            onChange={(soft) => {
              onChange({ ...value, soft });
            }}
          />
        </>
      )}
    </div>
  );
}
