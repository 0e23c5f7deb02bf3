import type { ReactNode } from 'react';
import { TextInput } from '../../../parts/text-input';
import type { Draft } from '../fields/draft';
import { pathText, type Field, type JsonField, type ListField, type Path } from '../fields/field';
import { EachInput } from './each-input';
import { GroupInput } from './group-input';
import { ScalarInput } from './scalar-input';
import { TableInput } from './table-input';
import { useFormHold } from './form-hold';
import { inSentence } from './scalar-words';

interface SchemaFieldProps {
  readonly field: Field;
  readonly draft: Draft;
  readonly path: Path;
  readonly required: boolean;
}

/** The input for a part of the parameters, of whatever kind it is. */
export function SchemaField({ field, draft, path, required }: SchemaFieldProps): ReactNode {
  const text = typeof draft === 'string' ? draft : '';
  const rows = Array.isArray(draft) ? (draft as readonly Draft[]) : [];
  switch (field.kind) {
    case 'scalar':
      return <ScalarInput field={field} text={text} path={path} required={required} />;
    case 'list':
      return <ListInput field={field} text={text} path={path} required={required} />;
    case 'json':
      return <JsonInput field={field} text={text} path={path} required={required} />;
    case 'table':
      return <TableInput field={field} rows={rows} path={path} required={required} />;
    case 'each':
      return <EachInput field={field} items={rows} path={path} required={required} />;
    case 'group':
      return <GroupInput field={field} draft={draft} path={path} required={required} />;
  }
}

interface TextProps<F extends Field> {
  readonly field: F;
  readonly text: string;
  readonly path: Path;
  readonly required: boolean;
}

function ListInput({ field, text, path, required }: TextProps<ListField>): ReactNode {
  const { change, sample } = useFormHold();
  const example = sample(path);
  return (
    <TextInput
      label={field.title}
      name={pathText(path)}
      hint={inSentence(field.description, 'separated by commas', !required && 'optional')}
      isRequired={required && field.least > 0}
      value={text}
      onChange={(value) => change(path, value)}
      {...(example !== undefined && { placeholder: example })}
    />
  );
}

function JsonInput({ field, text, path, required }: TextProps<JsonField>): ReactNode {
  const { change } = useFormHold();
  return (
    <TextInput
      label={field.title}
      name={pathText(path)}
      hint={inSentence(field.description, 'as JSON', !required && 'optional')}
      rows={5}
      isRequired={required}
      value={text}
      onChange={(value) => change(path, value)}
    />
  );
}
