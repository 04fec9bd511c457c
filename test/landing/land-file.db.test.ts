import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTenant, Database } from '../../src/database';
import { silentLogger } from '../../src/kernel';
import { ensureConnection, identifyFile, landedChunks, landFile } from '../../src/landing';
import { useDatabase } from '../support/postgres';

const MIB = 1024 * 1024;
const folder = mkdtempSync(join(tmpdir(), 'encours-land-'));
let hub: Database | undefined;
afterAll(async () => {
  await hub?.close();
  rmSync(folder, { recursive: true, force: true });
});
const database = useDatabase();
beforeAll(async () => {
  hub = await Database.connect({ url: database().url, logger: silentLogger });
});

let files = 0;

/** The bytes of a file as they come back from where they are kept. */
async function keptAndReadAgain(content: Buffer): Promise<Buffer> {
  if (hub === undefined) throw new Error('not connected');
  const path = join(folder, `${++files}.xml`);
  writeFileSync(path, content);
  const { tenantId } = await createTenant(hub, { slug: `land-${files}` });
  const { connectionId } = await hub.tenant(tenantId, (tx) =>
    ensureConnection(tx, { connectorId: 'e-invoice', name: 'files', config: {} }),
  );
  const at = new Date('2026-06-01T00:00:00Z');
  const { sourceFileId } = await landFile(
    hub,
    { tenantId, connectionId, at },
    await identifyFile(path),
  );
  const pieces: Uint8Array[] = [];
  for await (const piece of landedChunks(hub, tenantId, sourceFileId)) pieces.push(piece.content);
  return Buffer.concat(pieces);
}

describe('a file that is kept', () => {
  // Scans in base64 make lines of megabytes, between others or as the only one.
  it.each([
    ['is one endless line', ['<a>', randomBytes(2 * MIB).toString('base64'), '</a>'].join('')],
    [
      'holds endless lines among others',
      ['<a>', randomBytes(2 * MIB).toString('base64'), '</a>', '<b/>', 'y'.repeat(3 * MIB)].join(
        '\n',
      ),
    ],
  ])('comes back byte by byte when it %s', async (_, text) => {
    const content = Buffer.from(text);
    expect(sha256(await keptAndReadAgain(content))).toBe(sha256(content));
  });
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
