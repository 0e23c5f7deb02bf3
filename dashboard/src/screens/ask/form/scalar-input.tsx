import type { ReactNode } from 'react';
import { Choice } from '../../../parts/choice';
import { TextInput } from '../../../parts/text-input';
import { pathText, type Path, type ScalarField } from '../fields/field';
import { useFormHold } from './form-hold';
import { boundsWords, inputModeOf, inputTypeOf, inSentence, optionWords } from './scalar-words';

interface ScalarInputProps {
  readonly field: ScalarField;
  readonly text: string;
  readonly path: Path;
  readonly required: boolean;
}

const LONG_TEXT = 200;

/** A labelled input for one text, number or choice. */
export function ScalarInput({ field, text, path, required }: ScalarInputProps): ReactNode {
  const { change, sample } = useFormHold();
  const name = pathText(path);
  const optional = !required && 'optional';
  if (field.options !== undefined) {
    return (
      <Choice
        label={field.title}
        name={name}
        hint={inSentence(field.description, optional)}
        options={[
          { value: '', label: required ? 'Choose' : 'Not said' },
          ...field.options.map((option) => ({ value: String(option), label: optionWords(option) })),
        ]}
        value={text}
        onChange={(value) => change(path, value)}
      />
    );
  }
  const example = field.type === 'string' ? sample(path) : undefined;
  const isLong = field.type === 'string' && field.pattern === undefined && (field.maxLength ?? 0) > LONG_TEXT;
  return (
    <TextInput
      label={field.title}
      name={name}
      hint={inSentence(field.description, boundsWords(field), optional)}
      type={inputTypeOf(field)}
      inputMode={inputModeOf(field)}
      isRequired={required}
      value={text}
      onChange={(value) => change(path, value)}
      {...(isLong && { rows: 4 })}
      {...(example !== undefined && { placeholder: example })}
    />
  );
}
