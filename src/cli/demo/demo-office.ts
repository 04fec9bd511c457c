/** What arrives at the office of the demo's seller besides its books: the bank's statement, e-invoices, an aged balance. */
import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addDays, silentLogger, today, type LocalDate } from '../../kernel';
import type { Transaction } from '../../database';
import type { Hub } from '../../hub';
import { ensureConnection } from '../../landing';
import { runCashApplication } from '../../ledger';
import { rescoreMarked } from '../../pipeline';
import { importFile } from '../../use-cases/import-file';
import {
  agedBalance,
  bankStatement,
  disputeMessage,
  eInvoice,
  type BalanceLine,
  type OpenInvoice,
  type Receipt,
  type Seller,
} from './demo-office-files';

interface Office {
  tenantId: string;
  seller: Seller;
  folder: string;
  signal: AbortSignal;
}

/** What a bank keeps of a transfer from abroad. */
const FEE_MINOR = 1_250n;

/**
 * Writes the files of the last days into the folder and imports them: receipts to apply and to review, an invoice as it was
 * sent beside what the books say of it, a dispute of a buyer, an aged balance that differs from ours. Again, it is the same
 * files and changes nothing.
 */
export async function openMail(hub: Hub, office: Office): Promise<void> {
  const { tenantId, folder, signal } = office;
  if (!existsSync(join(folder, LAST_WRITTEN))) await writeMail(hub, office);
  for (const [name, connectorId] of Object.entries(CONNECTOR_OF)) {
    const path = join(folder, name);
    if (existsSync(path)) await importFile(hub, { tenantId, connectorId, path, signal });
  }
  await runCashApplication(hub, { tenantId, signal });
  await rescoreMarked({ ...hub, logger: silentLogger }, { tenantId, kind: 'PIPELINE', signal });
}

/** The files, in the order they are opened in. */
const CONNECTOR_OF: Readonly<Record<string, string>> = {
  'releve.xml': 'bank-statement',
  'facture.xml': 'e-invoice',
  'litige.xml': 'e-invoice',
  'balance-agee.csv': 'ledger-file',
};

/** Once it is there, all are. */
const LAST_WRITTEN = 'balance-agee.csv';

async function writeMail(hub: Hub, office: Office): Promise<void> {
  const { tenantId, folder } = office;
  const on = today(hub.clock);
  const material = await hub.database.tenant(tenantId, async (tx) => {
    const own = { ownIdentifiers: [office.seller.siren] };
    await ensureConnection(tx, { connectorId: 'e-invoice', name: 'files', config: own });
    return {
      on,
      invoices: await openInvoices(tx, on),
      booked: await bookedReceipt(tx, on),
      balances: await tx.query<BalanceRow>(BALANCES, [tenantId, on]),
    };
  });
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(textsOf(office, material))) {
    await writeFile(join(folder, name), text);
  }
}

interface Material {
  on: LocalDate;
  invoices: readonly OpenInvoice[];
  booked: readonly Receipt[];
  balances: readonly BalanceRow[];
}

function textsOf(
  { seller }: Office,
  { on, invoices, booked, balances }: Material,
): Record<string, string> {
  const [sent, disputed, ...others] = invoices;
  const yesterday = addDays(on, -1);
  return {
    'releve.xml': bankStatement(yesterday, [...receiptsOf(others), ...booked]),
    ...(sent && { 'facture.xml': eInvoice(seller, sent, addDays(sent.dueOn, 15)) }),
    ...(disputed && { 'litige.xml': disputeMessage(seller, disputed, yesterday) }),
    [LAST_WRITTEN]: agedBalance(on, differing(balances)),
  };
}

/** One to be applied, two to be reviewed, and one of nobody. */
function receiptsOf([quoted, short, named]: readonly OpenInvoice[]): Receipt[] {
  const receipts: Receipt[] = [
    { reference: 'B4', amountMinor: 4_217n, payer: 'REMISE CB', text: 'REMISE CARTES 4217' },
  ];
  if (quoted !== undefined) {
    const text = `FACTURE ${quoted.number.replaceAll(/[^0-9A-Za-z]+/g, ' ')}`;
    const { openMinor: amountMinor, name: payer } = quoted;
    receipts.push({ reference: 'B1', amountMinor, payer, text });
  }
  if (short !== undefined) {
    const amountMinor = short.openMinor - FEE_MINOR;
    receipts.push({ reference: 'B2', amountMinor, payer: short.name, text: short.number });
  }
  if (named !== undefined) {
    const amountMinor = named.openMinor / 3n;
    receipts.push({ reference: 'B3', amountMinor, payer: named.name, text: 'VIREMENT' });
  }
  return receipts;
}

interface InvoiceRow extends Omit<OpenInvoice, 'openMinor'> {
  openMinor: string;
}

/** Recent invoices of middling amount, nothing of them paid yet, one of a customer. */
const INVOICES = `
  SELECT * FROM (
    SELECT DISTINCT ON (c.customer_id) c.customer_id AS "customerId", r.number, c.account AS code, c.name, o.siren,
      r.issued_on AS "issuedOn", r.due_on AS "dueOn", r.open_minor AS "openMinor"
    FROM receivable r JOIN customer c USING (tenant_id, customer_id)
    LEFT JOIN company o USING (tenant_id, company_id)
    WHERE r.tenant_id = $1 AND r.kind = 'INVOICE' AND r.currency = 'EUR' AND r.open_minor = r.total_minor
      AND r.open_minor BETWEEN 100000 AND 900000 AND r.due_on > $2::date AND r.issued_on > $2::date - 60
      AND r.number ~ '[0-9]{3}' AND NOT c.is_pooled
    ORDER BY c.customer_id, r.issued_on DESC, r.number
  ) one ORDER BY siren IS NULL, "issuedOn" DESC, number LIMIT 5`;

async function openInvoices(tx: Transaction, on: LocalDate): Promise<OpenInvoice[]> {
  const rows = await tx.query<InvoiceRow>(INVOICES, [tx.tenantId, on]);
  return rows.map((row) => ({ ...row, openMinor: BigInt(row.openMinor) }));
}

/** A payment the books know already. */
const BOOKED = `
  SELECT c.name AS payer, -l.amount_minor AS "amountMinor" FROM ledger_line l JOIN customer c USING (tenant_id, customer_id)
  WHERE l.tenant_id = $1 AND l.nature = 'CASH' AND l.amount_minor < -50000 AND l.entry_on BETWEEN $2::date - 5 AND $2::date
    AND NOT c.is_pooled AND NOT l.is_return
  ORDER BY l.entry_on DESC, l.amount_minor LIMIT 1`;

async function bookedReceipt(tx: Transaction, on: LocalDate): Promise<Receipt[]> {
  const rows = await tx.query<{ payer: string; amountMinor: string }>(BOOKED, [tx.tenantId, on]);
  return rows.map(({ payer, amountMinor }) => ({
    ...{ reference: 'B5', payer, text: 'VIREMENT' },
    amountMinor: BigInt(amountMinor),
  }));
}

interface BalanceRow {
  code: string;
  name: string;
  bucketsMinor: string[];
}

const BALANCES = `
  SELECT c.account AS code, c.name, array_agg(b.minor::text ORDER BY b.no) AS "bucketsMinor"
  FROM (
    SELECT customer_id, sum(open_minor) AS owed FROM receivable
    WHERE tenant_id = $1 AND currency = 'EUR' AND open_minor <> 0 GROUP BY 1
  ) o JOIN customer c ON c.tenant_id = $1 AND c.customer_id = o.customer_id AND NOT c.is_pooled
  CROSS JOIN LATERAL (
    SELECT n.no, coalesce(sum(r.open_minor), 0) AS minor FROM generate_series(0, 4) n (no)
    LEFT JOIN receivable r ON r.tenant_id = $1 AND r.customer_id = c.customer_id AND r.open_minor <> 0
      AND least(4, greatest(0, ceil(coalesce($2::date - r.due_on, 0) / 30.0))) = n.no
    GROUP BY n.no
  ) b
  GROUP BY c.customer_id, c.account, c.name, o.owed ORDER BY o.owed DESC, c.account LIMIT 12`;

/** The other program has not heard of an invoice of its largest customer yet. */
const MISSING_MINOR = 84_000n;

function differing(balances: readonly BalanceRow[]): BalanceLine[] {
  return balances.map(({ code, name, bucketsMinor }, index) => {
    const [notDue = 0n, ...due] = bucketsMinor.map(BigInt);
    return { code, name, bucketsMinor: [index === 0 ? notDue - MISSING_MINOR : notDue, ...due] };
  });
}
