import { type Capability, GatewayError, type Violation } from '../../kernel';

/** A body of a hundred thousand wrong fields is told of as many as a person reads. */
const SHOWN = 20;
const LONGEST_NAME = 100;

/** A name of the client's, cut and cleaned to what an answer or a log can bear. */
function shown(name: string): string {
  const cut = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  return cut.replace(/\p{C}/gu, '?');
}

/** What an inspection of one request has found so far. Nothing that is wrong can be undone by what follows. */
export class Findings {
  /** Models besides the one that was asked, each once. */
  readonly models = new Set<string>();
  readonly #path: (string | number)[] = [];
  readonly #violations: Violation[] = [];
  #unshown = 0;
  /** What is missing, and where it was first missed. */
  readonly #missing = new Map<Capability, string>();
  readonly #denied = new Set<string>();

  constructor(private readonly granted: ReadonlySet<Capability>) {}

  /** Goes into a field or an item: what is noted until `leave` is about it. */
  enter(name: string | number): void {
    this.#path.push(name);
  }

  leave(): void {
    this.#path.pop();
  }

  /** Notes that the field here, or the one named inside it, breaks a rule of the API. */
  wrong(rule: string, message: string, inside?: string | number): void {
    if (this.#violations.length < SHOWN) this.#violations.push({ field: this.#field(inside), rule, message });
    else this.#unshown += 1;
  }

  /** Notes that a field takes a capability; a `value` that is told is one of ours, never one of the client's. */
  requires(
    capability: Capability,
    { inside, value }: { readonly inside?: string; readonly value?: string | undefined } = {},
  ): void {
    if (this.granted.has(capability)) return;
    if (this.#denied.size >= SHOWN && this.#missing.has(capability)) return;
    const field = this.#field(inside);
    if (this.#denied.size < SHOWN) this.#denied.add(field);
    const what = value === undefined ? `\`${field}\`` : `\`${field}\` "${value}"`;
    if (!this.#missing.has(capability)) this.#missing.set(capability, what);
  }

  #field(inside: string | number | undefined): string {
    return shown((inside === undefined ? this.#path : [...this.#path, inside]).join('.'));
  }

  /** @throws GatewayError `validation_failed` of a wrong request, `capability_denied` of one that asks too much */
  conclude(): void {
    if (this.#violations.length > 0) throw this.#validationFailed();
    if (this.#missing.size > 0) {
      throw new GatewayError('capability_denied', [...this.#missing].map(sentenceOf).join('; '), {
        extras: { fields: [...this.#denied] },
      });
    }
  }

  #validationFailed(): GatewayError {
    const violations = this.#violations;
    const told = violations.map(({ field, message }) => `\`${field}\` ${message}`).join('; ');
    const rest = this.#unshown > 0 ? `; and ${String(this.#unshown)} more` : '';
    return new GatewayError('validation_failed', `${told}${rest}`, {
      extras: {
        ...(violations.some(({ rule }) => rule === 'required') ? { title: 'Missing required fields' } : {}),
        fields: [...new Set(violations.map(({ field }) => field))],
        violations,
      },
    });
  }
}

function sentenceOf([capability, what]: readonly [Capability, string]): string {
  return `${what} needs the capability \`${capability}\`, which this credential was not granted`;
}
