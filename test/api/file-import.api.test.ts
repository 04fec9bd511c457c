import { ubl } from '../../connectors/e-invoice/e-invoice.test-support';
import { createApiKey } from '../../src/database';
import { createFileActions } from '../../src/use-cases/file-actions';
import { createApi, type Api } from '../../src/api';
import { silentLogger } from '../../src/kernel';
import { useShelf } from '../ledger/books';
import { ask, data, testActions } from './api-harness';

let api: Api;
// Before useShelf, whose own afterAll looks for connections left open.
afterAll(() => api.close());
const shelf = useShelf();
const { signal } = new AbortController();

beforeAll(async () => {
  const { hub, clock } = shelf();
  api = await createApi({
    ...{ database: hub.database, clock, logger: silentLogger, connectors: [] },
    actions: { ...testActions(hub.database), ...createFileActions(hub, signal) },
    config: { port: 0, host: '127.0.0.1' },
  });
});

const FILE = {
  connectorId: 'ledger-file',
  name: '../../odd name?.csv',
  text: 'Chrono;Jour;Qui;Combien\nA1;15/01/2026;Durand;12,00\nA2;15/01/2026;Durand;douze',
};
const MAPPING = {
  kind: 'INVOICES',
  columns: { number: 'Chrono', issuedOn: 'Jour', partyName: 'Qui', amount: 'Combien' },
};
const PREVIEW = `mutation ($input: FileInput!) { importPreview(input: $input) {
  ... on ImportPreview { kind fingerprint columns { title field confidence } counts { type count }
    sums { owed { amount currency } } quarantined quarantine { line code field } refusal { code } }
  ... on Refusal { code field } } }`;
const COMMIT = `mutation ($input: FileInput!) { commitImport(input: $input) {
  ... on FileImport { sourceFileId isUnchanged quarantined receivables } ... on Refusal { code field } } }`;
const COMPARE = `query ($id: ID) { agedBalanceReconciliation(sourceFileId: $id) {
  asOf count differing rows { partyCode name matchedBy theirs { amount } ours { amount } difference { amount }
    buckets { label theirs { amount } ours { amount } } } } }`;

async function aKey(role: 'INTEGRATOR' | 'VIEWER' = 'INTEGRATOR'): Promise<string> {
  const { hub, openBooks } = shelf();
  const { tenantId } = await openBooks();
  return hub.database.tenant(tenantId, (tx) => createApiKey(tx, { role, label: role }));
}

describe('importing a file over the API', () => {
  it('is previewed, mapped, committed once, and the header needs no mapping after', async () => {
    const key = await aKey();
    const first = await data<{ importPreview: object }>(api, key, PREVIEW, { input: FILE });
    expect(first.importPreview).toMatchObject({
      refusal: { code: 'LEDGER_FILE_NOT_RECOGNISED' },
      columns: [{ title: 'Chrono', field: 'number', confidence: 0.5 }, {}, {}, {}],
    });
    const input = { ...FILE, mapping: MAPPING };
    const told = await data<{ importPreview: object }>(api, key, PREVIEW, { input });
    expect(told.importPreview).toMatchObject({
      ...{ refusal: null, quarantined: 1, sums: [{ owed: { amount: '12.00', currency: 'EUR' } }] },
      quarantine: [{ line: 3, code: 'LEDGER_FILE_AMOUNT_INVALID', field: 'Combien' }],
    });
    const done = await data<{ commitImport: object }>(api, key, COMMIT, { input });
    expect(done.commitImport).toMatchObject({ isUnchanged: false, receivables: 1 });
    const again = await data<{ commitImport: object }>(api, key, COMMIT, { input: FILE });
    expect(again.commitImport).toMatchObject({ isUnchanged: true, receivables: 1 });
    const next = { ...FILE, text: FILE.text.replace('A1', 'A7') };
    const unmapped = await data<{ commitImport: object }>(api, key, COMMIT, { input: next });
    expect(unmapped.commitImport).toMatchObject({ isUnchanged: false, receivables: 2 });
  });

  it('refuses content and mappings that are none, and keys that may only read', async () => {
    const key = await aKey();
    const none = await data<{ commitImport: object }>(api, key, COMMIT, {
      input: { ...FILE, text: null },
    });
    expect(none.commitImport).toMatchObject({ code: 'FILE_CONTENT_INVALID' });
    const wrong = await data<{ commitImport: object }>(api, key, COMMIT, {
      input: { ...FILE, mapping: { kind: 'NONSENSE' } },
    });
    expect(wrong.commitImport).toMatchObject({ code: 'CONNECTOR_CONFIG_INVALID' });
    const answer = await ask(api, await aKey('VIEWER'), PREVIEW, { input: FILE });
    expect(JSON.stringify(answer)).toContain('FORBIDDEN');
  });
});

describe('an e-invoice over the API', () => {
  const RECORDS = `mutation ($input: FileInput!) { importPreview(input: $input) {
    ... on ImportPreview { records refusal { code } } ... on Refusal { code } } }`;
  const buyer =
    '<cac:PartyLegalEntity><cbc:RegistrationName>Société Œuvre</cbc:RegistrationName></cac:PartyLegalEntity>';

  it('keeps its letters as text, whatever encoding its XML declares', async () => {
    const key = await aKey();
    for (const declared of ['UTF-8', 'ISO-8859-1', 'UTF-16']) {
      const text = ubl({ buyer }).replace('UTF-8', declared);
      const input = { connectorId: 'e-invoice', name: 'f.xml', text };
      const told = await data<{ importPreview: object }>(api, key, RECORDS, { input });
      expect(told.importPreview).toMatchObject({ refusal: null });
      expect(JSON.stringify(told.importPreview)).toContain('Société Œuvre');
    }
  });
});

describe('an imported aged balance', () => {
  it('is compared with ours customer by customer, and becomes no claim', async () => {
    const key = await aKey();
    const invoices = [
      'N° facture;Date facture;Code client;Client;Échéance;Montant TTC;Reste à payer',
      'F1;05/01/2026;C1;Durand;04/02/2026;100,00;100,00',
      'F2;05/01/2026;X9;Martin & Fils;20/02/2026;50,00;50,00',
      'F3;05/01/2026;C3;Petit;04/03/2026;30,00;30,00',
    ].join('\n');
    const balance = [
      'Balance âgée au 25/02/2026',
      'Code;Client;Total;Non échu;0-30 j;+ de 30 j',
      'C1;Durand;100,00;;100,00;',
      'C2;Martin et fils;1,00;;1,00;',
      'C4;MARTIN & FILS;40,00;;40,00;',
    ].join('\n');
    for (const [name, text] of [
      ['invoices.csv', invoices],
      ['balance.csv', balance],
    ]) {
      const input = { connectorId: 'ledger-file', name, text };
      const done = await data<{ commitImport: object }>(api, key, COMMIT, { input });
      expect(done.commitImport).toMatchObject({ receivables: 3 });
    }
    const compared = await data<{ agedBalanceReconciliation: object }>(api, key, COMPARE, {});
    expect(compared.agedBalanceReconciliation).toMatchObject({
      ...{ asOf: '2026-02-25', count: 4, differing: 3 },
      rows: [
        { partyCode: null, name: 'Petit', ours: { amount: '30.00' } },
        { partyCode: 'C4', matchedBy: 'NAME', difference: { amount: '-10.00' } },
        { partyCode: 'C2', matchedBy: null, difference: { amount: '1.00' } },
        {
          ...{ partyCode: 'C1', matchedBy: 'CODE', difference: { amount: '0.00' } },
          buckets: [{}, { theirs: { amount: '100.00' }, ours: { amount: '100.00' } }, {}],
        },
      ],
    });
    const elsewhere = await ask(api, await aKey(), COMPARE, {});
    expect(JSON.stringify(elsewhere)).toContain('NOT_FOUND');
  });
});
