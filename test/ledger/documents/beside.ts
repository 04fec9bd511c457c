/** What stands beside told documents in a test: books and bank statements as files, and where sources differ. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectors } from '../../../connectors';
import { createHub, type Hub } from '../../../src/hub';
import { silentLogger } from '../../../src/kernel';
import { runCashApplication, type CashRun } from '../../../src/ledger';
import { importFile } from '../../../src/use-cases/import-file';
import { signal, type ToldSource } from './told';

/** Imports the text as a ledger export. */
export function importBooks(source: ToldSource, text: string): Promise<void> {
  return importText(source, 'fec', text);
}

export interface Movement {
  /** YYYY-MM-DD */
  on: string;
  cents: number;
  text: string;
  /** Who paid. */
  name?: string;
}

/** Imports a statement of the bank, without judging it. */
export function receive(source: ToldSource, ...movements: readonly Movement[]): Promise<void> {
  const entries = movements.map(
    ({ on, cents, text, name = '' }) => `<Ntry><Amt Ccy="EUR">${(cents / 100).toFixed(2)}</Amt>
      <CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>${on}</Dt></BookgDt><NtryDtls><TxDtls>
      <RltdPties><Dbtr><Nm>${name}</Nm></Dbtr></RltdPties><RmtInf><Ustrd>${text}</Ustrd></RmtInf>
      </TxDtls></NtryDtls></Ntry>`,
  );
  return importText(
    source,
    'bank-statement',
    `<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt><Id>S</Id>
    <Acct><Id><IBAN>FR1420041010050500013M02606</IBAN></Id><Ccy>EUR</Ccy></Acct>${entries.join('\n')}</Stmt></BkToCstmrStmt></Document>`,
  );
}

/** Judges what was received. */
export function runCash(source: ToldSource): Promise<CashRun> {
  return runCashApplication(hubOf(source), { tenantId: source.tenantId, signal });
}

export function hubOf({ database, clock }: ToldSource): Hub {
  return createHub({ database, clock, logger: silentLogger, connectors });
}

async function importText(source: ToldSource, connectorId: string, text: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'encours-beside-'));
  try {
    const path = join(folder, connectorId === 'fec' ? 'books.txt' : 'statement.xml');
    writeFileSync(path, text);
    const { tenantId } = source;
    await importFile(hubOf(source), { tenantId, connectorId, path, signal });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
