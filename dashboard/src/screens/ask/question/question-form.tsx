import { useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { ActionButton } from '../../../parts/action-button';
import { faultsOf, unmended } from '../../../parts/form/faults';
import { useMended } from '../../../parts/form/use-mended';
import { More } from '../../../parts/form/more';
import { TextInput } from '../../../parts/text-input';
import { contextOf, maxTokensOf } from './context-text';

/** What is asked, as the gateway takes it. */
export interface Question {
  readonly question: string;
  readonly context: Readonly<Record<string, unknown>>;
  readonly model?: string;
  readonly max_tokens?: number;
}

interface QuestionFormProps {
  /** Resolves with whether there was an answer. */
  readonly ask: (question: Question) => Promise<boolean>;
  readonly stop: () => void;
  readonly busy: boolean;
  /** Why the last one was not answered. */
  readonly error: unknown;
}

/** Everything that a free question may say. What was typed stays where it was not answered. */
export function QuestionForm({ ask, stop, busy, error }: QuestionFormProps): ReactNode {
  const form = useRef<HTMLFormElement>(null);
  const [question, setQuestion] = useState('');
  const [context, setContext] = useState('');
  const [model, setModel] = useState('');
  const [maxTokens, setMaxTokens] = useState('');
  const [missing, setMissing] = useState(false);
  const data = contextOf(context);
  const most = maxTokensOf(maxTokens);
  const mended = useMended(form);
  const faults = useMemo(() => unmended(faultsOf(error), mended), [error, mended]);

  const submit = async (): Promise<void> => {
    if (busy) return;
    setMissing(question.trim() === '');
    if (question.trim() === '' || 'fault' in data || 'fault' in most) {
      requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
      return;
    }
    const answered = await ask({
      question,
      context: data.value,
      ...(model.trim() !== '' && { model: model.trim() }),
      ...(most.value !== undefined && { max_tokens: most.value }),
    });
    // Somebody may have begun the next question meanwhile.
    if (answered) setQuestion((now) => (now === question ? '' : now));
  };
  const submitByKey = ({ key, ctrlKey, metaKey }: KeyboardEvent): void => {
    if (key === 'Enter' && (ctrlKey || metaKey)) form.current?.requestSubmit();
  };

  return (
    <Form
      ref={form}
      className="form"
      validationBehavior="aria"
      validationErrors={faults}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <TextInput
        label="Question"
        name="question"
        rows={4}
        isRequired
        maxLength={20_000}
        hint="Ctrl and Enter ask as well."
        value={question}
        onChange={(text) => {
          setQuestion(text);
          setMissing(false);
        }}
        onKeyDown={submitByKey}
        validate={() => (missing ? 'Say what you want to know.' : null)}
      />
      <div className="ask-json">
        <TextInput
          label="Context"
          name="context"
          rows={5}
          hint="Data for the question as a JSON object; the model gets it as data, never as instructions. Optional."
          placeholder='{"basic": 1200, "pro": 3400}'
          value={context}
          onChange={setContext}
          validate={() => ('fault' in data ? data.fault : null)}
        />
      </div>
      <More title="Model and length" needed={'model' in faults || 'max_tokens' in faults || 'fault' in most}>
        <div className="form-row">
          <TextInput
            label="Model"
            name="model"
            hint="Empty: the gateway's own."
            placeholder="claude-sonnet-5-5"
            value={model}
            onChange={setModel}
          />
          <TextInput
            label="Most tokens of the answer"
            name="max_tokens"
            inputMode="numeric"
            hint="Empty: 1,024."
            value={maxTokens}
            onChange={setMaxTokens}
            validate={() => ('fault' in most ? most.fault : null)}
          />
        </div>
      </More>
      <div className="ask-submit">
        <ActionButton type="submit" kind="primary" busy={busy}>
          Ask
        </ActionButton>
        {busy && <ActionButton onPress={stop}>Stop</ActionButton>}
      </div>
    </Form>
  );
}
