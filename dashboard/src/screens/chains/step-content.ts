type Fields = Readonly<Record<string, unknown>>;

/** A question in words and its answer. */
export interface ExchangeContent {
  readonly kind: 'exchange';
  readonly question: string;
  readonly context: Fields;
  readonly answer: string;
}

/** Numbers that were computed, and what was said of them. */
export interface AnalyticsContent {
  readonly kind: 'analytics';
  readonly parameters: Fields;
  readonly metrics: Fields;
  /** Null: no model answered. */
  readonly answer: string | null;
  /** Undefined: there is none. */
  readonly explanation: object | undefined;
  /** Of the amounts, where the parameters name one. */
  readonly currency: string | undefined;
}

/** The content of a step; undefined where none was kept, or where it is of a kind that this page does not know. */
export function contentOf(content: unknown): ExchangeContent | AnalyticsContent | undefined {
  if (!isFields(content)) return undefined;
  const { kind, question, context, answer, parameters, metrics, explanation } = content;
  if (kind === 'exchange' && typeof question === 'string' && typeof answer === 'string') {
    return { kind, question, context: isFields(context) ? context : {}, answer };
  }
  if (kind !== 'analytics' || !isFields(parameters) || !isFields(metrics)) return undefined;
  const { data } = parameters;
  const currency = isFields(data) ? data.currency : undefined;
  return {
    kind,
    parameters,
    metrics,
    answer: typeof answer === 'string' ? answer : null,
    explanation: isFields(explanation) ? explanation : undefined,
    currency: typeof currency === 'string' ? currency : undefined,
  };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
