/**
 * The ranks of lib's modules: a module imports lower ranks only, never its own rank (see docs/architecture.md).
 * Every rule is an error; there is no baseline of exceptions.
 */
const RANKS = [
  ['concurrency', 'text'],
  ['config', 'errors', 'i18n'],
  ['analysis', 'observability'],
  ['db', 'publishing'],
  ['audit', 'egress', 'jobs', 'web'],
  ['auth', 'engine'],
  ['conversations', 'secrets', 'admission'],
  ['engines', 'files', 'sources', 'tools'],
  ['documents', 'grants'],
  ['tool-calls'],
  ['runs'],
  ['gateway', 'reports'],
  ['http'],
];

const rankRules = RANKS.flatMap((modules, rank) =>
  modules.map((module) => ({
    name: `rank-${rank}-${module}`,
    comment: `lib/${module} (rank ${rank}) may import lower ranks only.`,
    severity: 'error',
    from: { path: `^lib/${module}/` },
    to: {
      path: `^lib/(${RANKS.slice(rank)
        .flat()
        .filter((other) => other !== module)
        .concat('demo-engine', 'sample-api', 'parser')
        .join('|')})/`,
      // The protocol of a program that is started, not imported.
      pathNot: '^lib/parser/contracts\\.ts$',
    },
  })),
);

/**
 * The ranks of the rooms of components. A room imports rooms of lower ranks only, so a feature never imports another
 * one. A folder of admin is a room of its own.
 */
const COMPONENT_RANKS = [
  ['ui'],
  ['lib'],
  ['calls', 'files', 'keys'],
  ['admin/shared'],
  ['approvals', 'auth', 'chat', 'documents', 'reports', 'admin/(?!shared/)[^/]+'],
  ['shell'],
];

const componentRules = COMPONENT_RANKS.flatMap((rooms, rank) =>
  rooms.map((room) => ({
    name: `component-rank-${rank}-${room.split('/(')[0]}`,
    comment: `components/${room} (rank ${rank}) may import lower ranks only.`,
    severity: 'error',
    from: { path: `^components/(${room})/` },
    to: {
      path: `^components/(${COMPONENT_RANKS.slice(rank).flat().join('|')})/`,
      pathNot: '^components/$1/',
    },
  })),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...rankRules,
    ...componentRules,
    {
      name: 'components-stand-in-rooms',
      comment: 'Every file of components stands in a room that has a rank.',
      severity: 'error',
      from: {},
      to: { path: '^components/', pathNot: `^components/(${COMPONENT_RANKS.flat().join('|')}|testing)/` },
    },
    {
      name: 'lib-modules-have-ranks',
      comment: 'Every module of lib has a rank, or is a program of its own.',
      severity: 'error',
      from: {},
      to: { path: '^lib/', pathNot: `^lib/(${RANKS.flat().join('|')}|demo-engine|sample-api|parser)/` },
    },
    { name: 'no-circular', severity: 'error', from: { pathNot: '^node_modules' }, to: { circular: true } },
    {
      name: 'lib-stands-alone',
      comment: 'lib never imports what shows it.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^(app|components|e2e|bench|scripts)/' },
    },
    {
      name: 'internal-is-private',
      severity: 'error',
      from: { path: '^lib/([^/]+)/' },
      to: { path: '^lib/([^/]+)/internal/', pathNot: '^lib/$1/internal/' },
    },
    {
      name: 'internal-is-private-to-lib',
      severity: 'error',
      from: { path: '^(app|components|e2e|bench|scripts)/' },
      to: { path: '^lib/[^/]+/internal/' },
    },
    {
      name: 'components-see-contracts-only',
      comment: 'What runs in the browser may use contracts, i18n, text and client-safe errors of lib, nothing else.',
      severity: 'error',
      from: { path: '^components/' },
      to: {
        path: '^lib/',
        pathNot: [
          '^lib/[^/]+/[a-z-]*contracts\\.ts$',
          '^lib/[^/]+/constants\\.ts$',
          '^lib/i18n/',
          '^lib/errors/',
          '^lib/text/',
          // Pure: how figures and sentences are written, and the shipped definitions.
          '^lib/analysis/(format-value|render-sentence|templates/)',
        ],
      },
    },
    {
      name: 'product-without-tests',
      comment: 'The scripts that start and test the product do not need the browser tests or the benchmarks.',
      severity: 'error',
      from: { path: '^(app|components|scripts)/' },
      to: { path: '^(e2e|bench)/' },
    },
    {
      name: 'http-for-app-alone',
      severity: 'error',
      from: { path: '^(components|e2e|bench|scripts)/' },
      to: { path: '^lib/http/', pathNot: 'contracts\\.ts$' },
    },
    {
      name: 'prisma-in-repositories',
      severity: 'error',
      from: {
        path: '^(app|components|lib|e2e|bench|scripts)/',
        pathNot: '^lib/db/|^lib/[^/]+/internal/[^/]+-repository(\\.db\\.test)?\\.ts$',
      },
      to: { path: '@prisma/|^lib/db/generated|^lib/db/prisma\\.ts$' },
    },
    {
      name: 'next-auth-in-auth',
      severity: 'error',
      from: { pathNot: '^lib/auth/' },
      to: { path: 'node_modules/next-auth' },
    },
    {
      name: 'demo-engine-stands-alone',
      severity: 'error',
      from: { path: '^lib/demo-engine/' },
      to: { path: '^(app|components|lib/(?!demo-engine|config|errors))' },
    },
    {
      name: 'sample-api-stands-alone',
      severity: 'error',
      from: { path: '^lib/sample-api/' },
      to: { path: '^(app|components|lib/(?!sample-api|config|errors))' },
    },
    {
      name: 'parser-stands-alone',
      severity: 'error',
      from: { path: '^lib/parser/' },
      to: { path: '^(app|components|lib/(?!parser|config|errors|text))' },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { pathNot: '\\.test\\.tsx?$|^e2e/|^bench/|^lib/[^/]+/(internal/)?testing/|^components/testing/|^scripts/' },
      to: { path: '\\.test\\.tsx?$|^e2e/|^bench/|^lib/[^/]+/(internal/)?testing/|^components/testing/' },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules|lib/db/generated' },
    exclude: { path: '^(\\.next|data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['react-server', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json', '.css', '.d.ts'],
    },
  },
};
