import { entryRows, fecText } from '../../connectors/fec/reading';
import { contractError, transientError, type EncoursError } from '../../src/kernel';
import { connectorOf, type Hub } from '../../src/hub';
import { ensureConnection, identifyFile, landFile } from '../../src/landing';
import { finishAbandoned } from '../../src/use-cases/import-file';
import { useShelf, type Books } from './books';

const text = fecText(
  entryRows('411C1 100, 707 -100', { number: '1', on: '20250105', journal: 'VE' }),
);
const ELEVEN_MINUTES = 11 * 60_000;

describe('an import that a killed process left', () => {
  const shelf = useShelf();

  /** A file whose bytes were kept some time ago, and nothing else. */
  async function abandon(): Promise<Books> {
    const { hub, clock, openBooks } = shelf();
    const books = await openBooks();
    const { tenantId } = books;
    const { connectionId } = await hub.database.tenant(tenantId, (tx) =>
      ensureConnection(tx, { connectorId: 'fec', name: 'files', config: {} }),
    );
    const file = await identifyFile(books.write(text));
    await landFile(hub.database, { tenantId, connectionId, at: clock.now() }, file);
    clock.advanceMs(ELEVEN_MINUTES);
    return books;
  }

  async function finish(hub: Hub, books: Books): Promise<string[]> {
    const { signal } = new AbortController();
    const touched = await finishAbandoned(hub, { tenantId: books.tenantId, signal });
    const rows = await books.query('SELECT status FROM source_file WHERE tenant_id = $1');
    return [...rows.map((row) => row['status'] ?? ''), `${touched.length} touched`];
  }

  /** The hub with a reader that fails. */
  function failing(error: EncoursError): Hub {
    const { hub } = shelf();
    const fec = connectorOf(hub, 'fec');
    if (fec.file === undefined) throw new Error('fec reads files');
    const read = (): never => {
      throw error;
    };
    const connectors = new Map([['fec', { ...fec, file: { ...fec.file, read } }]]);
    return { ...hub, connectors };
  }

  it('is tried again after what may pass, such as a database that was busy', async () => {
    const books = await abandon();
    const busy = failing(transientError('DATABASE_UNREACHABLE', 'not now'));
    expect(await finish(busy, books)).toEqual(['LANDED', '0 touched']);
    expect(await finish(shelf().hub, books)).toEqual(['APPLIED', '1 touched']);
  });

  it('is given up when its reader refuses it', async () => {
    const books = await abandon();
    const refused = failing(contractError('FILE_NOT_LEDGER', 'not a ledger'));
    expect(await finish(refused, books)).toEqual(['REFUSED', '0 touched']);
  });
});
