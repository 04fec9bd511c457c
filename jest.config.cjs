// Projects by suffix: the name of a test says what it costs (test/README.md).
const transform = {
  '^.+\\.ts$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: {
          legacyDecorator: true,
          decoratorMetadata: false,
          useDefineForClassFields: false,
        },
        target: 'es2022',
      },
      module: { type: 'commonjs' },
    },
  ],
};
const base = {
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  transform,
  roots: ['<rootDir>/test', '<rootDir>/connectors'],
};

module.exports = {
  // A database test keeps a server process busy too; two workers fill the smallest machine we
  // support.
  maxWorkers: 2,
  testTimeout: 30_000,
  testSequencer: '<rootDir>/test/support/sequencer.cjs',
  projects: [
    {
      ...base,
      displayName: 'pure',
      testRegex: '\\.test\\.ts$',
      testPathIgnorePatterns: ['\\.db\\.test\\.ts$', '\\.api\\.test\\.ts$', '/_template/'],
    },
    {
      ...base,
      displayName: 'db',
      testRegex: '\\.(db|api)\\.test\\.ts$',
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
