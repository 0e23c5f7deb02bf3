import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../kernel';
import { Checks, failure, pass, warning, type Check, type Finding } from '../check';
import { daysOfFixes, GRACE_DAYS } from '../node-release';

/** The process as far as it is looked at. Also its injection token. */
export abstract class Runtime {
  abstract readonly version: string;
  /** Undefined where the system knows no users. */
  abstract readonly uid: number | undefined;
}

/** Soon enough to plan for. */
const SOON_DAYS = 90;

/** What the process itself tells. */
@Injectable()
export class ProcessChecks extends Checks {
  readonly all: readonly Check[] = [
    { id: 'node', title: 'Node.js still gets fixes', look: () => this.#node() },
    { id: 'user', title: 'Runs without the rights of root', look: () => this.#user() },
  ];

  constructor(
    @Inject(Runtime) private readonly runtime: Runtime,
    private readonly clock: Clock,
  ) {
    super();
  }

  #node(): Finding {
    const { version } = this.runtime;
    const days = daysOfFixes(version, this.clock.now());
    const fix = 'Move to Node.js 24; deploy/Dockerfile shows how';
    if (days === undefined) return warning(`Nobody here knows how long Node.js ${version} gets fixes`, fix);
    if (days < -GRACE_DAYS)
      return failure(`Node.js ${version} has had no fixes for ${String(-days)} days`, fix);
    if (days <= 0) return warning(`Node.js ${version} has had no fixes for ${String(-days)} days`, fix);
    if (days < SOON_DAYS) return warning(`Fixes for Node.js ${version} end in ${String(days)} days`, fix);
    return pass(`Node.js ${version} gets fixes for ${String(days)} more days`);
  }

  #user(): Finding {
    if (this.runtime.uid !== 0) return pass('The process has a user of its own');
    return warning(
      'The process is root: whoever gets into it has the machine',
      'Start it as a user that owns DATA_DIR and nothing else',
    );
  }
}
