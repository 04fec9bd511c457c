import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { randomBytes } from 'node:crypto';
import { loadConfig } from '../../src/config';
import { settingsFrom } from '../../src/cli/commands/connections';
import { openSecretKeys } from '../../src/cli/open-secret-keys';
import { isEncoursError } from '../../src/kernel';
import { SecretKeys } from '../../src/landing';

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'encours-keys-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const aKey = (): string => randomBytes(32).toString('base64');
const idOf = (key: string): string | null =>
  SecretKeys.of([Buffer.from(key, 'base64')]).sealingKeyId;
const open = (env: Record<string, string>): Promise<SecretKeys> =>
  openSecretKeys(loadConfig({ ENCOURS_HOME: folder, ...env }));
const own = { DATABASE_URL: 'postgres://db.example/x' };

function codeAndField(load: () => unknown): unknown[] {
  try {
    return ['nothing', load()];
  } catch (error) {
    return isEncoursError(error) ? [error.code, error.place.field] : [error];
  }
}

it('makes a key for the embedded database, readable by its user only, and keeps it', async () => {
  const [one, two, three] = await Promise.all([open({}), open({}), open({})]);
  const file = join(folder, 'secret.key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readFileSync(file, 'utf8')).toMatch(/^[A-Za-z0-9+/]{43}=\n$/);
  expect(new Set([one, two, three, await open({})].map((keys) => keys.sealingKeyId)).size).toBe(1);
  expect(readdirSync(folder)).toEqual(['secret.key']);
});

it('makes none beside a database of one’s own', async () => {
  expect((await open(own)).sealingKeyId).toBeNull();
  expect(readdirSync(folder)).toEqual([]);
});

it('takes one key, several, or a file of them; the first seals', async () => {
  const [first, second] = [aKey(), aKey()];
  const file = join(folder, 'keys');
  writeFileSync(file, `${first}\r\n${second}\r\n`);
  expect((await open({ ...own, ENCOURS_SECRET_KEY: first })).ids).toEqual([idOf(first)]);
  const both = [idOf(first), idOf(second)];
  expect((await open({ ...own, ENCOURS_SECRET_KEYS: `${first}, ${second}` })).ids).toEqual(both);
  expect((await open({ ...own, ENCOURS_SECRET_KEY_FILE: file })).ids).toEqual(both);
});

it.each([
  ['a short key', { ENCOURS_SECRET_KEY: 'hunter2' }, 'ENCOURS_SECRET_KEY'],
  ['a key in hex', { ENCOURS_SECRET_KEY: 'ab'.repeat(32) }, 'ENCOURS_SECRET_KEY'],
  ['one bad key of two', { ENCOURS_SECRET_KEYS: `${aKey()} hunter2` }, 'ENCOURS_SECRET_KEYS'],
  [
    'two sources',
    { ENCOURS_SECRET_KEY: aKey(), ENCOURS_SECRET_KEY_FILE: '/x' },
    'ENCOURS_SECRET_KEY_FILE',
  ],
])('refuses %s, naming the variable and not its value', (_title, env, field) => {
  const load = (): unknown => loadConfig(env);
  expect(codeAndField(load)).toEqual(['CONFIG_INVALID', field]);
  for (const value of Object.values(env)) {
    if (value.length > 3) expect(load).not.toThrow(value);
  }
});

it.each([
  ['a file that is not there', null, 'SECRET_KEY_FILE_UNREADABLE'],
  ['an empty file', '\n', 'SECRET_KEY_INVALID'],
  ['a file of something else', 'hunter2\n', 'SECRET_KEY_INVALID'],
])('refuses %s, naming the file and nothing in it', async (_title, text, code) => {
  const file = join(folder, 'keys');
  if (text !== null) writeFileSync(file, text);
  const error: unknown = await open({ ENCOURS_SECRET_KEY_FILE: file }).catch((e: unknown) => e);
  expect(error).toMatchObject({ family: 'CONFIG', code, place: { file } });
  expect(String(error)).not.toContain('hunter2');
});

it('reads settings from files and standard input, without the line end', async () => {
  const file = join(folder, 'api.key');
  writeFileSync(file, 'k=e y\r\n');
  const input = Readable.from(['from ', 'stdin\n']);
  expect(await settingsFrom([`apiKey=${file}`, 'password=-'], input)).toEqual({
    apiKey: 'k=e y',
    password: 'from stdin',
  });
  await expect(settingsFrom(['apiKey'])).rejects.toMatchObject({ code: 'SETTING_INVALID' });
  await expect(settingsFrom([`apiKey=${folder}/no`])).rejects.toMatchObject({
    code: 'SETTING_INVALID',
  });
});
