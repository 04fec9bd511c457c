import { CommanderError } from 'commander';
import { AnsweredFailure, failureOf } from '../../src/cli/failure';
import { configError, contractError, domainError, transientError } from '../../src/kernel';

const plain = { isDebug: false };

it.each([
  ['a wrong setting', configError('CONFIG_INVALID', 'x'), 2],
  ['a file that is none', contractError('FEC_NOT_RECOGNISED', 'x'), 1],
  ['a database that is down', transientError('DATABASE_UNREACHABLE', 'x'), 1],
  ['a refusal', domainError('IMPORT_INCOMPLETE', 'x'), 1],
  ['Ctrl-C', domainError('INTERRUPTED', 'x'), 130],
  ['a mistake of ours', new Error('x'), 1],
  ['wrong usage', new CommanderError(1, 'commander.unknownOption', 'error: x'), 2],
  ['--help', new CommanderError(0, 'commander.helpDisplayed', ''), 0],
])('tells the shell of %s', (_case, error, code) => {
  expect(failureOf(error, plain).exitCode).toBe(code);
});

it('says code, place and remedy of an expected error', () => {
  const error = configError('PORT_TAKEN', 'port 4000 is taken', {
    place: { field: 'PORT' },
    remedy: 'choose another',
  });
  expect(failureOf(error, plain).text).toBe(
    'PORT_TAKEN: port 4000 is taken (field PORT)\n  What to do: choose another',
  );
});

it('gives an unexpected error an id and keeps its stack for LOG_LEVEL=debug', () => {
  const error = new Error('undefined is not a function');
  const shown = failureOf(error, plain).text;
  expect(shown).toMatch(/^INTERNAL: an unexpected error \([0-9a-f-]{36}\): undefined is not/);
  expect(shown).toContain('LOG_LEVEL=debug');
  expect(shown).not.toContain('    at ');
  expect(failureOf(error, { isDebug: true }).text).toContain('    at ');
});

it('gives machines no second line after the answer', () => {
  const failure = failureOf(new AnsweredFailure(domainError('IMPORT_INCOMPLETE', 'x')), plain);
  expect(failure).toMatchObject({ exitCode: 1, json: null, text: 'IMPORT_INCOMPLETE: x' });
});
