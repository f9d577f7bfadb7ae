/** Who may import whom: "engine may import asl and contracts". Anything not written here is forbidden. */
const ARROWS = {
  'libs/contracts': [],
  'libs/asl': [],
  'libs/engine': ['libs/asl', 'libs/contracts'],
  'libs/resources': ['libs/asl', 'libs/contracts'],
  'libs/runtime': ['libs/contracts'],
  'libs/kafka': ['libs/contracts'],
  'libs/participant': ['libs/contracts', 'libs/kafka', 'libs/runtime'],
  'libs/views': ['libs/contracts', 'libs/runtime'],
  'apps/orchestrator': ['libs/engine', 'libs/resources', 'libs/asl', 'libs/contracts', 'libs/kafka', 'libs/runtime'],
  'apps/api': ['libs/engine', 'libs/asl', 'libs/contracts', 'libs/kafka', 'libs/views', 'libs/runtime'],
  'apps/user': ['libs/participant', 'libs/contracts'],
  'apps/order': ['libs/participant', 'libs/contracts'],
  'apps/notification': ['libs/participant', 'libs/contracts'],
  'apps/integrations': ['libs/participant', 'libs/asl', 'libs/contracts', 'libs/runtime'],
  'apps/backstep': ['libs', 'apps'],
};

const arrows = Object.entries(ARROWS).map(([room, may]) => ({
  name: `arrows-of-${room.replace('/', '-')}`,
  severity: 'error',
  comment: `${room} may import ${may.join(', ') || 'no other room'}. A new arrow is a decision: write it down, then a row here.`,
  from: { path: `^${room}/`, pathNot: '[.]spec[.]ts$' },
  to: { path: '^(apps|libs)/', pathNot: [room, ...may].map((r) => `^${r}/`) },
}));

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'language-and-engine-are-pure',
      severity: 'error',
      comment: 'asl, engine and resources compute; whatever touches the world belongs to a room at the rim.',
      from: { path: '^libs/(asl|engine|resources)/src/', pathNot: '[.]spec[.]ts$|/testing/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'engine-has-no-libraries',
      severity: 'error',
      comment: 'The engine is ours to the last line; a query library belongs to asl.',
      from: { path: '^libs/engine/src/', pathNot: '[.]spec[.]ts$|/testing/' },
      to: { path: 'node_modules' },
    },
    {
      name: 'only-kafka-knows-the-client',
      severity: 'error',
      comment: 'Everyone else talks to the port of libs/kafka.',
      from: { path: '^(apps|libs)/', pathNot: '^libs/kafka/' },
      to: { path: 'node_modules/kafkajs' },
    },
    {
      name: 'only-runtime-knows-opentelemetry',
      severity: 'error',
      comment:
        'Everyone else says what there is to tell, with libs/runtime; so what it costs when nobody listens is seen in one place.',
      from: { path: '^(apps|libs)/', pathNot: '^libs/runtime/|[.]spec[.]ts$|/testing/' },
      to: { path: 'node_modules/@opentelemetry' },
    },
    {
      name: 'containers-are-for-tests',
      severity: 'error',
      comment: 'libs/kafka finds a broker in Docker, testing/ finds databases there; nobody else starts containers.',
      from: { path: '^(apps|libs)/', pathNot: '^libs/kafka/|/testing/' },
      to: { path: 'node_modules/(testcontainers|@testcontainers)' },
    },
    {
      name: 'front-doors-only',
      severity: 'error',
      comment: 'Another room is entered through its index.ts or its testing/index.ts (`#room`, `#room/testing`).',
      from: { path: '^(apps|libs)/([^/]+)/' },
      to: { path: '^(apps|libs)/[^/]+/src/', pathNot: ['^$1/$2/', '^(apps|libs)/[^/]+/src/(testing/)?index[.]ts$'] },
    },
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files that need each other are one concept, or one too many. Circles of types alone are fine.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'tests-are-leaves',
      severity: 'error',
      comment: 'Nobody imports a spec; what two specs share lives in testing/.',
      from: {},
      to: { path: '[.]spec[.]ts$' },
    },
    {
      name: 'production-does-not-test',
      severity: 'error',
      comment: 'testing/ is for specs, for other testing/ folders and for the tools of apps/backstep.',
      from: { path: '^(apps|libs)/', pathNot: '[.]spec[.]ts$|/testing/|^apps/backstep/' },
      to: { path: '^(apps|libs)/[^/]+/src/testing/' },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'An import that leads nowhere.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      conditionNames: ['source', 'import', 'node', 'default', 'types'],
      exportsFields: ['exports'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
