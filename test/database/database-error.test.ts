import { databaseError } from '../../src/database/database-error';

const URL = 'postgres://app:secret@db.example:5433/hub';

test.each([
  'timeout exceeded when trying to connect',
  'Connection terminated due to connection timeout',
  'Connection terminated unexpectedly',
])('a server that gives no connection is one to try again: %s', (message) => {
  const told = databaseError(new Error(message), URL);
  expect(told).toMatchObject({ family: 'TRANSIENT', code: 'DATABASE_UNREACHABLE' });
  expect(String(told)).toContain('db.example:5433/hub');
  expect(String(told)).not.toContain('secret');
});

test('what a statement is refused for stays what it is', () => {
  const error = Object.assign(new Error('division by zero'), { code: '22012' });
  expect(databaseError(error, URL)).toBe(error);
});
