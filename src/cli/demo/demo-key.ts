import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createApiKey, type Database } from '../../database';

const LABEL = 'demo';

/** The demo tenant's ADMIN key: the given one, else the one of last time, else a new one kept in the folder (mode 0600). */
export async function ensureDemoKey(
  database: Database,
  tenantId: string,
  options: { given: string | null; folder: string },
): Promise<string> {
  const path = join(options.folder, 'key');
  const key = options.given ?? (await keptKey(path));
  // Given as a fixed key each time, so that it is the same key in whatever database the demo runs on.
  await database.tenant(tenantId, (tx) => createApiKey(tx, { role: 'ADMIN', label: LABEL, key }));
  return key;
}

async function keptKey(path: string): Promise<string> {
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
  const key = `enc_${randomBytes(30).toString('base64url')}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${key}\n`, { mode: 0o600 });
  return key;
}
