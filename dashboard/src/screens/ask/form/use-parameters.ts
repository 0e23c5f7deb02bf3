import { SallyportError } from '@sallyport/client';
import { useCallback, useMemo, useState } from 'react';
import { faultsOf, type Faults } from '../fields/check';
import { draftOf, emptyDraft, valueOf, withDraft, type Draft } from '../fields/draft';
import { pathText, type Field, type Path } from '../fields/field';
import { placeViolations } from '../fields/place-violations';
import { isRecord, readSchema } from '../fields/read-schema';
import { strangersTo } from '../fields/strangers';

/** What somebody has filled in for a query, as a form or as JSON. */
export interface ParametersState {
  readonly field: Field;
  readonly draft: Draft;
  readonly faults: Faults;
  /** The text, while it is edited as JSON. */
  readonly json: string | undefined;
  readonly example: unknown;
  /** How often it could not be sent so far, or was sent in vain: whoever counts up looks at the first fault. */
  readonly refusals: number;
  readonly change: (path: Path, draft: Draft) => void;
  readonly typeJson: (text: string) => void;
  readonly fillExample: () => void;
  readonly toJson: () => void;
  readonly toForm: () => void;
  /** The parameters to send; undefined where something has to change first, which `faults` says then. */
  readonly submit: () => object | undefined;
  /** Puts what the gateway says of fields to them. */
  readonly refused: (error: unknown) => void;
}

/** Under this name stands what is wrong with the JSON as a whole. */
const JSON_FIELD = 'json';
const NONE: Faults = new Map();

export function useParameters(schema: unknown): ParametersState {
  const field = useMemo(() => readSchema(schema), [schema]);
  const example = useMemo(() => exampleIn(schema), [schema]);
  const [draft, setDraft] = useState<Draft>(() => emptyDraft(field));
  const [json, setJson] = useState<string>();
  const [faults, setFaults] = useState<Faults>(NONE);
  const [refusals, setRefusals] = useState(0);

  const refuse = (found: Faults): undefined => {
    setFaults(found);
    setRefusals((before) => before + 1);
  };
  const change = useCallback((path: Path, part: Draft): void => {
    setDraft((before) => withDraft(before, path, part));
    setFaults((before) => without(before, pathText(path)));
  }, []);

  return {
    field,
    draft,
    faults,
    json,
    example,
    refusals,
    change,
    typeJson: (text) => {
      setJson(text);
      setFaults(NONE);
    },
    fillExample: () => {
      setDraft(draftOf(field, example));
      if (json !== undefined) setJson(JSON.stringify(example, null, 2));
      setFaults(NONE);
    },
    toJson: () => {
      setJson(JSON.stringify(valueOf(field, draft) ?? {}, null, 2));
      setFaults(NONE);
    },
    toForm: () => {
      const read = objectIn(json ?? '');
      if ('fault' in read) {
        refuse(new Map([[JSON_FIELD, read.fault]]));
        return;
      }
      const strangers = strangersTo(field, read.value);
      if (strangers.length > 0) {
        refuse(new Map([[JSON_FIELD, `The form has no place for ${strangers.join(', ')}.`]]));
        return;
      }
      setDraft(draftOf(field, read.value));
      setJson(undefined);
      setFaults(NONE);
    },
    submit: () => {
      if (json !== undefined) {
        const read = objectIn(json);
        if ('fault' in read) {
          refuse(new Map([[JSON_FIELD, read.fault]]));
          return;
        }
        setFaults(NONE);
        return read.value;
      }
      const found = faultsOf(field, draft);
      if (found.size > 0) {
        refuse(found);
        return;
      }
      setFaults(NONE);
      const value = valueOf(field, draft);
      return isRecord(value) ? value : {};
    },
    refused: (error) => {
      if (!(error instanceof SallyportError) || error.violations.length === 0) return;
      const { violations } = error;
      if (json === undefined) refuse(placeViolations(field, draft, violations));
      else refuse(new Map([[JSON_FIELD, violations.map((one) => `${one.field} ${one.message}`).join('; ')]]));
    },
  };
}

function exampleIn(schema: unknown): unknown {
  const examples = isRecord(schema) ? schema.examples : undefined;
  return Array.isArray(examples) ? (examples as readonly unknown[])[0] : undefined;
}

function objectIn(text: string): { readonly value: object } | { readonly fault: string } {
  try {
    const value = JSON.parse(text) as unknown;
    return isRecord(value) ? { value } : { fault: 'It has to be a JSON object: { … }' };
  } catch (error) {
    return { fault: `This is no JSON: ${error instanceof Error ? error.message : 'it cannot be read'}` };
  }
}

/** Without what is said of a place, of what is in it and of what it is in: one of them has changed. */
function without(faults: Faults, place: string): Faults {
  const kept = [...faults].filter(
    ([at]) => at !== place && !at.startsWith(`${place}.`) && !place.startsWith(`${at}.`) && at !== '',
  );
  return kept.length === faults.size ? faults : new Map(kept);
}
