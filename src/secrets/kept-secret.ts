import { type SecretFault, faultOf } from './secret-fault';
import type { Round, SecretReader } from './secret-reader';
import type { SecretReference } from './secret-reference';

/** What came of looking at a secret again. */
export type Look =
  | { readonly outcome: 'same' | 'changed'; readonly recovered: boolean }
  | { readonly outcome: 'failed'; readonly fault: SecretFault; readonly first: boolean };

/** One setting whose value is kept elsewhere: its last good value, and how the last look at it went. */
export class KeptSecret {
  #fault: SecretFault | undefined;
  #begun = 0;
  #settled = 0;

  constructor(
    readonly name: string,
    readonly reference: SecretReference,
    private readonly reader: SecretReader,
    private current: string,
    private at: number,
  ) {}

  get value(): string {
    return this.current;
  }

  /** Epoch milliseconds at which the value was last found in its place. */
  get refreshedAt(): number {
    return this.at;
  }

  get fault(): SecretFault | undefined {
    return this.#fault;
  }

  /** Looks again. A value that `admit` throws at is not taken. Never rejects. */
  async look(admit: (value: string) => void, now: () => number, round?: Round): Promise<Look> {
    this.#begun += 1;
    const turn = this.#begun;
    let value: string | undefined;
    let fault: SecretFault | undefined;
    try {
      value = await this.reader.read(this.reference, round);
      if (value !== this.current) admit(value);
    } catch (error) {
      fault = faultOf(error);
    }
    // A look that began later has been quicker, and saw something newer.
    if (turn < this.#settled) return { outcome: 'same', recovered: false };
    this.#settled = turn;
    const had = this.#fault;
    this.#fault = fault;
    if (fault !== undefined) return { outcome: 'failed', fault, first: had === undefined };
    this.at = now();
    const changed = value !== undefined && value !== this.current;
    this.current = value ?? this.current;
    return { outcome: changed ? 'changed' : 'same', recovered: had !== undefined };
  }
}
