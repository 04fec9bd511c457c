import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { USE_RESTRICTIONS } from '../../src/connector-kit';
import { API_ROLES } from '../../src/database';
import { mayRead } from '../../src/api/roles';
import { FACT_PRECEDENCE, STALE_AFTER_MONTHS } from '../../src/unify';
import { purgeExpired } from '../../src/schedule/jobs/purge-expired';

const page = readFileSync(join(__dirname, '../../docs/provenance.md'), 'utf8');

it('the matrix of roles in docs/provenance.md is the one in the code', () => {
  const written = page
    .split('\n')
    .filter((line) => API_ROLES.some((role) => line.startsWith(`| \`${role}\``)))
    .map((line) =>
      line
        .split('|')
        .map((cell) => cell.trim().replaceAll('`', ''))
        .slice(1, -1),
    );
  const actual = API_ROLES.map((role) => [
    role,
    ...USE_RESTRICTIONS.map((restriction) => {
      if (mayRead(restriction, role, 'EXPORT') && mayRead(restriction, role, 'SQL')) return 'yes';
      return mayRead(restriction, role, 'GRAPHQL') ? 'GraphQL only' : 'no';
    }),
  ]);
  expect(written).toEqual(actual);
});

it('the order of belief in docs/provenance.md is the one in the code', () => {
  const [, list = ''] = /come last:\n([\s\S]*?);\n/.exec(page) ?? [];
  expect([...list.matchAll(/`([a-z-]+)`/g)].map(([, id]) => id)).toEqual([...FACT_PRECEDENCE]);
  expect(page).toContain(`within ${STALE_AFTER_MONTHS} months`);
  expect(purgeExpired.cron).toBe('5 4 * * *');
  expect(page).toContain('daily at 4:05');
});
