import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createApiKey, type Database } from '../../database';

const LABEL = 'demo';

/** The demo tenant's ADMIN key: the given one, else the one of last time, else a new one kept in the folder (mode 0600). */
export async function ensureDemoKey(
  database: Database,
  tenantId: string,
  options: { given: string | null; folder: string },
): Promise<string> {
  const path = join(options.folder, 'key');
  const known = options.given ?? (existsSync(path) ? (await readFile(path, 'utf8')).trim() : null);
  const key = await database.tenant(tenantId, (tx) =>
    createApiKey(tx, { role: 'ADMIN', label: LABEL, ...(known === null ? {} : { key: known }) }),
  );
  if (known === null) {
    await mkdir(options.folder, { recursive: true });
    await writeFile(path, `${key}\n`, { mode: 0o600 });
  }
  return key;
}
