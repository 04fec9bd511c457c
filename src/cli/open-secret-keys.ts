import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isSecretKey, SECRET_KEY_FORM, type Config } from '../config';
import { configError, errorMessage, newId } from '../kernel';
import { SECRET_KEY_BYTES, SecretKeys } from '../landing';

/** Beside the embedded database, not in its folder: a copy of the data alone opens nothing. */
const KEY_FILE = 'secret.key';

type KeySource = Pick<Config, 'secretKeys' | 'secretKeyFile' | 'databaseUrl' | 'homeFolder'>;

/**
 * The keys that seal credentials: those of the environment, of the file it names, or with the embedded database those of a
 * file that is made when it is missing. With a database of one's own and no key there are none, and only storing and
 * using credentials is refused. Throws SECRET_KEY_FILE_UNREADABLE and SECRET_KEY_INVALID.
 */
export async function openSecretKeys(
  config: KeySource,
  options: { makesMissing: boolean } = { makesMissing: true },
): Promise<SecretKeys> {
  if (config.secretKeys !== null) return keysOf(config.secretKeys);
  if (config.secretKeyFile !== null) return readKeys(config.secretKeyFile);
  if (config.databaseUrl !== null) return SecretKeys.none;
  const file = join(config.homeFolder, KEY_FILE);
  if (options.makesMissing) await ensureKey(config.homeFolder, file);
  else if (!existsSync(file)) return SecretKeys.none;
  return readKeys(file);
}

async function readKeys(file: string): Promise<SecretKeys> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw configError('SECRET_KEY_FILE_UNREADABLE', `the key file: ${errorMessage(error)}`, {
      cause: error,
      place: { file },
      remedy: 'correct ENCOURS_SECRET_KEY_FILE, or let the user that runs Encours read the file',
    });
  }
  const keys = text.split(/\s+/).filter((line) => line !== '');
  const wrong = keys.findIndex((key) => !isSecretKey(key));
  if (keys.length > 0 && wrong === -1) return keysOf(keys);
  const what = keys.length === 0 ? 'the key file is empty' : `line ${wrong + 1} is no key`;
  throw configError('SECRET_KEY_INVALID', what, {
    place: { file },
    remedy: `write one key per line, the one that seals first: ${SECRET_KEY_FORM}`,
  });
}

function keysOf(texts: readonly string[]): SecretKeys {
  return SecretKeys.of(texts.map((text) => Buffer.from(text, 'base64')));
}

/** Whole or not at all, and never over an existing one: two processes that start at once agree on the first. */
async function ensureKey(folder: string, file: string): Promise<void> {
  try {
    await readFile(file);
    return;
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) return; // said when it is read
  }
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `.${KEY_FILE}.${newId()}`);
  const key = randomBytes(SECRET_KEY_BYTES).toString('base64');
  await writeFile(draft, `${key}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function hasCode(error: unknown, code: string): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === code;
}
