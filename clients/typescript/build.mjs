// Builds dist/: the same sources as ES modules and as CommonJS, each with its types.
import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const folder = import.meta.dirname;
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');

rmSync(`${folder}/dist`, { recursive: true, force: true });
for (const [config, target, type] of [
  ['tsconfig.json', 'esm', 'module'],
  ['tsconfig.cjs.json', 'cjs', 'commonjs'],
]) {
  const { status } = spawnSync(process.execPath, [tsc, '-p', `${folder}/${config}`], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  writeFileSync(`${folder}/dist/${target}/package.json`, `${JSON.stringify({ type })}\n`);
}
