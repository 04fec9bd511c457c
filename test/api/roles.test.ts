import { USE_RESTRICTIONS } from '../../src/connector-kit';
import { API_ROLES } from '../../src/database';
import { CHANNELS, mayRead, readableBy } from '../../src/api/roles';

/** Every combination, written out: who may read what through which door. */
const TABLE = `
  role            restriction        GRAPHQL  EXPORT  SQL
  VIEWER          NONE               yes      yes     yes
  VIEWER          INTERNAL_ONLY      yes      no      no
  VIEWER          NO_REDISTRIBUTION  no       no      no
  ANALYST         NONE               yes      yes     yes
  ANALYST         INTERNAL_ONLY      yes      no      no
  ANALYST         NO_REDISTRIBUTION  no       no      no
  CREDIT_MANAGER  NONE               yes      yes     yes
  CREDIT_MANAGER  INTERNAL_ONLY      yes      no      no
  CREDIT_MANAGER  NO_REDISTRIBUTION  yes      no      no
  APPROVER        NONE               yes      yes     yes
  APPROVER        INTERNAL_ONLY      yes      no      no
  APPROVER        NO_REDISTRIBUTION  yes      no      no
  INTEGRATOR      NONE               yes      yes     yes
  INTEGRATOR      INTERNAL_ONLY      no       no      no
  INTEGRATOR      NO_REDISTRIBUTION  no       no      no
  ADMIN           NONE               yes      yes     yes
  ADMIN           INTERNAL_ONLY      yes      no      no
  ADMIN           NO_REDISTRIBUTION  yes      no      no`;

it('says of every role, restriction and door whether it may read', () => {
  const [, ...expected] = TABLE.trim()
    .split('\n')
    .map((line) => line.trim().replace(/ +/g, ' '));
  const actual = API_ROLES.flatMap((role) =>
    USE_RESTRICTIONS.map((restriction) => {
      const answers = CHANNELS.map((door) => (mayRead(restriction, role, door) ? 'yes' : 'no'));
      return [role, restriction, ...answers].join(' ');
    }),
  );
  expect(actual).toEqual(expected);
});

it('lets nobody read what is stricter and not what is less strict', () => {
  for (const role of API_ROLES) {
    const readable = readableBy(role);
    expect(USE_RESTRICTIONS.slice(0, readable.length)).toEqual(readable);
  }
});
