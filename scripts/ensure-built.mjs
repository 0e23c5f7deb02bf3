// Builds what is missing or older than a source, so that `npm start` after an edit runs the edit.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';

const CLIENT = [
  'clients/typescript/src',
  'clients/typescript/package.json',
  'clients/typescript/tsconfig.json',
];

/** In this order. A file that is built says when that was. */
const PARTS = [
  {
    built: 'dist/.tsbuildinfo',
    script: 'build',
    sources: [
      'src',
      'simulator',
      'bench',
      'test/support/servers',
      'deploy/lambda',
      'package.json',
      'tsconfig.json',
      'tsconfig.build.json',
      'nest-cli.json',
    ],
  },
  { built: 'clients/typescript/dist/cjs/index.js', script: 'build:client', sources: CLIENT },
  {
    built: 'dashboard/dist/index.html',
    script: 'build:dashboard',
    sources: ['dashboard/src', 'dashboard/index.html', 'dashboard/vite.config.mts', ...CLIENT],
  },
];

/** What lies beside sources and is none: packages that a bench installs for itself, and what it found. */
const NO_SOURCES = ['node_modules', 'results'];

function newest(path) {
  const stats = statSync(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const names = readdirSync(path).filter((name) => !NO_SOURCES.includes(name));
  return Math.max(0, ...names.map((name) => newest(`${path}/${name}`)));
}

/** Where there are no sources, what was built elsewhere is all there is. */
function isStale({ built, sources }) {
  const present = sources.filter(existsSync);
  if (present.length === 0) return false;
  return !existsSync(built) || statSync(built).mtimeMs < Math.max(...present.map(newest));
}

const stale = PARTS.filter(isStale);
if (stale.length > 0 && !existsSync('node_modules/.bin/nest')) {
  console.error('There is nothing built and nothing to build with: run `npm ci` first.');
  process.exit(1);
}
for (const { script } of stale) {
  const { status } = spawnSync('npm', ['run', '--silent', script], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
