import './form.css';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { CheckboxButton, CheckboxField } from 'react-aria-components/Checkbox';
import { CheckboxGroup } from 'react-aria-components/CheckboxGroup';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { Text } from 'react-aria-components/Text';

interface CheckBoxProps {
  readonly name: string;
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

/** Yes or no. */
export function CheckBox({ name, label, checked, onChange }: CheckBoxProps): ReactNode {
  return (
    <CheckboxField name={name} isSelected={checked} onChange={onChange}>
      <CheckboxButton className="check">
        <Box /> {label}
      </CheckboxButton>
    </CheckboxField>
  );
}

interface ChecksProps<T extends string> {
  readonly name: string;
  readonly label: string;
  readonly hint?: ReactNode;
  readonly options: readonly { readonly value: T; readonly label: string; readonly hint?: string }[];
  readonly value: readonly T[];
  readonly onChange: (value: readonly T[]) => void;
}

/** Any number of a few. */
export function Checks<T extends string>(props: ChecksProps<T>): ReactNode {
  const { name, label, hint, options, value, onChange } = props;
  return (
    <CheckboxGroup
      className="field"
      name={name}
      value={[...value]}
      onChange={(chosen) => {
        onChange(options.map((option) => option.value).filter((one) => chosen.includes(one)));
      }}
    >
      <Label>{label}</Label>
      {hint !== undefined && (
        <Text slot="description" className="hint">
          {hint}
        </Text>
      )}
      <div className="checks">
        {options.map((option) => (
          <CheckboxField key={option.value} value={option.value}>
            <CheckboxButton className="check">
              <Box /> {option.label}
            </CheckboxButton>
            {option.hint !== undefined && (
              <Text slot="description" className="hint check-hint">
                {option.hint}
              </Text>
            )}
          </CheckboxField>
        ))}
      </div>
      <FieldError className="field-error" />
    </CheckboxGroup>
  );
}

function Box(): ReactNode {
  return (
    <span className="check-box" aria-hidden>
      <Check className="check-mark" />
    </span>
  );
}
