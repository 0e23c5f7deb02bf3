/** The arrows of DESIGN section 2: who may import whom. */
const ROOMS = [
  'kernel',
  'config',
  'storage',
  'http',
  'windows',
  'auth',
  'throttling',
  'usage',
  'idempotency',
  'chains',
  'llm',
  'analytics',
  'diagnostics',
  'health',
  'catch-all',
  'log',
];

/** What each room may import besides itself. */
const ALLOWED = {
  kernel: [],
  log: ['kernel', 'config'],
  config: ['kernel'],
  storage: ['kernel', 'config'],
  http: ['kernel', 'config'],
  windows: ['kernel', 'storage'],
  auth: ['kernel', 'config', 'storage', 'http', 'windows'],
  throttling: ['kernel', 'config', 'storage', 'http', 'windows', 'auth'],
  usage: ['kernel', 'config', 'storage', 'http', 'windows', 'auth', 'throttling'],
  idempotency: ['kernel', 'config', 'storage', 'auth'],
  chains: ['kernel', 'config', 'storage', 'http', 'auth'],
  llm: [
    'kernel',
    'config',
    'storage',
    'http',
    'windows',
    'auth',
    'throttling',
    'usage',
    'idempotency',
    'chains',
  ],
  analytics: ['kernel', 'config', 'http', 'auth', 'idempotency', 'chains', 'llm'],
  diagnostics: ['kernel', 'config', 'storage', 'http', 'auth', 'llm'],
  health: ['kernel', 'config', 'storage', 'http', 'windows', 'auth', 'throttling', 'usage', 'llm'],
  'catch-all': ['kernel', 'config', 'http', 'auth'],
};

const arrows = Object.entries(ALLOWED).map(([room, allowed]) => ({
  name: `${room}-imports`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: '\\.(spec|fixture)\\.ts$' },
  to: { path: '^src/', pathNot: `^src/(${[room, ...allowed].join('|')})/` },
}));

module.exports = {
  forbidden: [
    ...arrows,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'through-the-index',
      comment:
        'A room is entered through its index.ts; plug-ins may be imported deep, by extensions.ts only.',
      severity: 'error',
      from: { path: '^src/([^/]+)/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: `^src/(${ROOMS.join('|')})/`, pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$'] },
    },
    {
      name: 'root-through-the-index',
      severity: 'error',
      from: { path: '^src/[^/]+\\.ts$', pathNot: '^src/extensions\\.ts$' },
      to: { path: `^src/(${ROOMS.join('|')})/`, pathNot: '^src/[^/]+/index\\.ts$' },
    },
    {
      name: 'simulator-stands-alone',
      severity: 'error',
      from: { path: '^simulator/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: '^(src|test|bench)/' },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { path: '^(src|simulator)/', pathNot: '\\.(spec|fixture)\\.ts$' },
      to: { path: '^test/|\\.spec\\.ts$' },
    },
    {
      name: 'no-dev-dependencies',
      severity: 'error',
      from: { path: '^(src|simulator)/', pathNot: '\\.(spec|fixture)\\.ts$' },
      // Types are gone when it runs.
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
