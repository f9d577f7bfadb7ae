// One configuration, three projects by cost: `unit` is pure, `int` needs one real broker, `e2e` the whole system.
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
  testEnvironmentOptions: { customExportConditions: ['source', 'node'] },
  // Sources import each other with `.ts`-less ESM specifiers ('./retry.js'); jest finds the TypeScript beside it.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  transform: { '^.+\\.ts$': '@swc/jest' },
  modulePathIgnorePatterns: ['<rootDir>/dist/'],
};
const project = (displayName, suffix, more = {}) => ({
  ...base,
  displayName,
  testMatch: [`<rootDir>/{apps,libs}/**/src/**/*.${suffix}.ts`],
  ...more,
});

export default {
  // Whoever waits for a fact says what did not come true, after 10 to 30 seconds; a limit below that would say nothing.
  testTimeout: 60_000,
  // A failed test may leave behind what it would have closed: where nobody watches, that must not keep the results back.
  forceExit: process.env.CI === 'true',
  projects: [
    project('unit', 'spec', { testPathIgnorePatterns: ['\\.int\\.spec\\.ts$', '\\.e2e\\.spec\\.ts$'] }),
    project('int', 'int.spec'),
    project('e2e', 'e2e.spec'),
  ],
};
