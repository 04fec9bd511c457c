import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { importFile, type ImportedFile } from '../../src/use-cases/import-file';
import { useShelf } from './books';

const shelf = useShelf();

const SHEET = [
  'SIREN;Raison sociale;Code NAF;Ville;Dirigeant;CA 2024 (k€);Résultat net 2024 (k€)',
  '732 829 320;CAFÉ DE L’ÉTOILE;5610A;LYON;Zoé MARTIN;1 234,5;-12,25',
  '732829321;CLÉ FAUSSE;5610A;LYON;;1;1',
  '404833048;MAISON LÉA;47.11F;NÎMES;;NC;NC',
].join('\n');

const COMPANIES = `
  SELECT c.siren, c.name, c.restricted #>> '{name,value}' AS name_inside, c.restricted #>> '{city,value}' AS city, s.closed_on::text AS closed_on, s.items
  FROM company c LEFT JOIN financial_statement s USING (tenant_id, company_id)
  WHERE c.tenant_id = $1 ORDER BY c.siren`;

describe('a sheet of companies exported from verif.com', () => {
  it('is imported in Windows-1252, its bad line quarantined, and once', async () => {
    const { hub, openBooks, folder } = shelf();
    const books = await openBooks();
    const path = join(folder, 'liste.csv');
    writeFileSync(
      path,
      Buffer.from(SHEET.replaceAll('’', '\u0092').replaceAll('€', '\u0080'), 'latin1'),
    );
    const importSheet = (): Promise<ImportedFile> =>
      importFile(hub, {
        ...{ tenantId: books.tenantId, connectorId: 'verif', path },
        signal: new AbortController().signal,
      });
    const first = await importSheet();
    expect(first).toMatchObject({ isUnchanged: false, quarantined: 1 });
    const stored = await books.query(COMPANIES);
    expect(stored).toMatchObject([
      { siren: '404833048', name: null, name_inside: 'MAISON LÉA', city: 'NÎMES', closed_on: null },
      {
        siren: '732829320',
        name: null,
        name_inside: 'CAFÉ DE L’ÉTOILE',
        city: 'LYON',
        closed_on: '2024-12-31',
      },
    ]);
    expect(stored[1]).toMatchObject({ items: { turnover: '123450000', netIncome: '-1225000' } });
    const quarantined = await books.query(
      'SELECT line, code, path FROM quarantined_record WHERE tenant_id = $1',
    );
    expect(quarantined).toMatchObject([{ line: 3, code: 'VERIF_LINE_INVALID', path: 'SIREN' }]);
    expect(await importSheet()).toMatchObject({ isUnchanged: true });
    expect(await books.query(COMPANIES)).toEqual(stored);
  });
});
