// Builds dist/ where it is missing or older than a source, so that `npm start` after an edit runs the edit.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';

const BUILT = 'dist/.tsbuildinfo';
const SOURCES = [
  'src',
  'simulator',
  'bench',
  'deploy/lambda',
  'package.json',
  'tsconfig.json',
  'tsconfig.build.json',
  'nest-cli.json',
];

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  return Math.max(0, ...readdirSync(path).map((name) => newest(`${path}/${name}`)));
}

if (!existsSync(BUILT) || statSync(BUILT).mtimeMs < Math.max(...SOURCES.filter(existsSync).map(newest))) {
  if (!existsSync('node_modules/.bin/nest')) {
    console.error('There is nothing built and nothing to build with: run `npm ci` first.');
    process.exit(1);
  }
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' });
  process.exit(status ?? 1);
}
