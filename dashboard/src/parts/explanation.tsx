import type { ReactNode } from 'react';
import './answer.css';
import { humanName } from './human-name';

interface ExplanationProps {
  /** What the model said: `summary`, `findings`, `recommendations`, and what a query type asks for besides. */
  readonly explanation: object;
}

/** An explanation of numbers, as text of a model: nothing in it is a link or markup. */
export function Explanation({ explanation }: ExplanationProps): ReactNode {
  const { summary, findings, recommendations, ...others } = explanation as Readonly<Record<string, unknown>>;
  const verdicts = Object.entries(others).filter(([, value]) => typeof value === 'string');
  return (
    <div className="explanation">
      {typeof summary === 'string' && <p className="model-text">{summary}</p>}
      {verdicts.length > 0 && (
        <dl className="answer-facts">
          {verdicts.map(([name, value]) => (
            <div key={name}>
              <dt>{humanName(name)}</dt>
              <dd>{String(value).replaceAll('_', ' ')}</dd>
            </div>
          ))}
        </dl>
      )}
      <Sentences title="Findings" texts={findings} />
      <Sentences title="Recommendations" texts={recommendations} />
    </div>
  );
}

function Sentences({ title, texts }: { readonly title: string; readonly texts: unknown }): ReactNode {
  if (!Array.isArray(texts) || texts.length === 0) return null;
  return (
    <div>
      <h3>{title}</h3>
      <ul className="sentences">
        {(texts as readonly unknown[]).map((text, at) => (
          // Sentences never move.
          <li key={at} className="model-text">
            {String(text)}
          </li>
        ))}
      </ul>
    </div>
  );
}
