import { Inject, Injectable, Logger } from '@nestjs/common';
import { Clock, VERSION } from '../kernel';
import { Checks, failure, type Check, type Finding, type Verdict } from './check';

/** One line of the checklist as it stands. */
export interface CheckedLine extends Finding {
  readonly id: string;
  readonly title: string;
}

/** How ready a gateway is for production, as `GET /admin/posture` shows it. */
export interface PostureReport {
  /** The worst of its lines. */
  readonly status: Verdict;
  /** ISO 8601, UTC. */
  readonly checked_at: string;
  readonly version: string;
  readonly checks: readonly CheckedLine[];
}

/** The groups of lines, in the order of the report. Also their injection token. */
export abstract class Checklist {
  abstract readonly groups: readonly Checks[];
}

const TIME_LIMIT_MS = 8000;
const VERDICTS: readonly Verdict[] = ['pass', 'warning', 'failure'];

/** Goes through the checklist of going live. */
@Injectable()
export class Posture {
  readonly #log = new Logger('Posture');

  constructor(
    @Inject(Checklist) private readonly checklist: Checklist,
    private readonly clock: Clock,
  ) {}

  /** Looks at every line at once; with `quick` the slow ones are left out. Takes at most some seconds. */
  async report({ quick = false } = {}): Promise<PostureReport> {
    const lines = this.checklist.groups.flatMap(({ all }) => all).filter(({ slow }) => !(quick && slow));
    const checks = await Promise.all(lines.map((check) => this.#look(check)));
    const worst = Math.max(...checks.map(({ status }) => VERDICTS.indexOf(status)));
    return {
      status: VERDICTS[worst] ?? 'failure',
      checked_at: new Date(this.clock.now()).toISOString(),
      version: VERSION,
      checks,
    };
  }

  async #look(check: Check): Promise<CheckedLine> {
    const { id, title } = check;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        reject(new Error(`No answer within ${String(TIME_LIMIT_MS / 1000)} s`));
      }, TIME_LIMIT_MS);
    });
    try {
      return { id, title, ...(await Promise.race([Promise.resolve().then(() => check.look()), late])) };
    } catch (error) {
      this.#log.warn({ err: error, check: id }, 'A line of the checklist could not be looked at');
      return { id, title, ...cannotTell(error) };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Without the words of the fault: they may name hosts and paths. The log has them. */
function cannotTell(error: unknown): Finding {
  const { code, name } = error as { readonly code?: unknown; readonly name?: unknown };
  const kind = typeof code === 'string' ? code : String(name);
  return failure(
    `It could not be looked at (${kind})`,
    'Mend the other failures first; a running gateway has the cause in its log',
  );
}
