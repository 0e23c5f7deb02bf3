import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Queries } from '../../src/storage';
import { adminOf } from './admin';
import { PROGRAM_ENV } from './compiled/compiled-gateway';
import { PROJECT, type TestGateway } from './gateway';

const run = promisify(execFile);

/** What `GET /admin/audit/verify` answers. */
export interface Verdict {
  readonly valid: boolean;
  readonly rows: number;
  readonly writers: readonly { readonly writer: string; readonly state: string; readonly last_seq: number }[];
  readonly first_bad: { readonly writer: string; readonly seq: number; readonly reason: string } | null;
  readonly public_keys: readonly { readonly kid: string; readonly public_key: string }[];
}

/** Has the trail verified by an administrator of their own, whose limit is not used up. */
export async function verdictOf(gateway: TestGateway): Promise<Verdict> {
  const { call } = await adminOf(gateway);
  const { status, body, text } = await call<Verdict>('GET', '/admin/audit/verify');
  if (status !== 200) throw new Error(`The trail was not verified: ${String(status)} ${text}`);
  return body;
}

/** Runs `npm run audit:verify -- …` without npm, where there is nothing but the file. */
export async function auditVerify(
  cwd: string,
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  const options = { env: { ...PROGRAM_ENV, ...settings }, cwd, timeout: 30_000 };
  const command = [join(PROJECT, 'dist/src/cli/audit.js'), ...args];
  try {
    return { code: 0, ...(await run(process.execPath, command, options)) };
  } catch (error) {
    return error as { code: number; stdout: string; stderr: string };
  }
}

/**
 * Changes the trail behind the gateway's back; what comes back puts it as it was, but for what was written since.
 * Copy and change are one transaction: a batch that the gateway wrote between them would be changed and never put back.
 */
export async function tamperWith(
  { database }: TestGateway,
  tamper: (db: Queries) => Promise<unknown>,
): Promise<() => Promise<void>> {
  const { rows, checkpoints } = await database.transaction(async (db) => {
    const kept = {
      rows: await db.selectFrom('audit_rows').selectAll().execute(),
      checkpoints: await db.selectFrom('audit_checkpoints').selectAll().execute(),
    };
    await tamper(db);
    return kept;
  });
  return () =>
    database.transaction(async (db) => {
      for (const row of rows)
        await db
          .insertInto('audit_rows')
          .values(row)
          .onConflict((conflict) => conflict.columns(['writer', 'seq']).doUpdateSet(row))
          .execute();
      for (const row of checkpoints)
        await db
          .insertInto('audit_checkpoints')
          .values(row)
          .onConflict((conflict) => conflict.columns(['writer', 'seq']).doNothing())
          .execute();
    });
}
