/** What recipes must come to, read from the entries themselves, past the API and the views. */
import { parseCsv } from '../api/export-reader';
import type { TestDatabase } from '../support/postgres';
import { MONTH_END, TODAY } from './demo-books';

/** A claim or credit with something open on the demo's day. */
export interface OpenItem {
  account: string;
  customer: string;
  number: string;
  kind: string;
  issued: string;
  due: string | null;
  openMinor: string;
  totalMinor: string;
  status: string;
  daysOverdue: number;
  isDoubtful: boolean;
}

export function openItems(database: TestDatabase): Promise<OpenItem[]> {
  return database.query<OpenItem>(
    `SELECT c.account, c.name AS customer, r.number, r.kind, r.issued_on AS issued, r.due_on AS due,
       e.open::text AS "openMinor",
       r.total_minor::text AS "totalMinor", r.is_doubtful AS "isDoubtful",
       CASE WHEN e.open < 0 THEN 'CREDIT' WHEN r.due_on < $1::date THEN 'OVERDUE' ELSE 'OPEN' END AS status,
       CASE WHEN e.open > 0 THEN greatest(0, coalesce($1::date - r.due_on, 0)) ELSE 0 END AS "daysOverdue"
     FROM (SELECT receivable_id, sum(amount_minor) AS open FROM receivable_entry
           WHERE effective_on <= $1::date GROUP BY 1) e
     JOIN receivable r USING (receivable_id) JOIN customer c USING (tenant_id, customer_id)
     WHERE e.open <> 0`,
    [TODAY],
  );
}

export async function overdueItems(database: TestDatabase): Promise<OpenItem[]> {
  return (await openItems(database)).filter(({ status }) => status === 'OVERDUE');
}

/** What each customer owes overdue, who owes most first. */
export async function overdueByAccount(
  database: TestDatabase,
): Promise<{ account: string; minor: bigint }[]> {
  const byAccount = new Map<string, bigint>();
  for (const { account, openMinor } of await overdueItems(database)) {
    byAccount.set(account, (byAccount.get(account) ?? 0n) + BigInt(openMinor));
  }
  return [...byAccount]
    .map(([account, sum]) => ({ account, minor: sum }))
    .sort((left, right) => (left.minor < right.minor ? 1 : -1));
}

/** The overdue claims with their open amounts, by the columns that exports and views share. */
export async function expectOverdue(csv: string, database: TestDatabase): Promise<void> {
  const [header = [], ...rows] = parseCsv(csv);
  const cell = (row: readonly string[], name: string): string => row[header.indexOf(name)] ?? '';
  const told = rows.map((row) => [
    ...[cell(row, 'customer_account'), cell(row, 'number'), cell(row, 'due_on')],
    ...[Number(cell(row, 'days_overdue')), minorOf(cell(row, 'open_amount'))],
  ]);
  const items = await overdueItems(database);
  expect(sorted(told)).toEqual(
    sorted(
      items.map((item) => [
        ...[item.account, item.number, item.due, item.daysOverdue, item.openMinor],
      ]),
    ),
  );
}

export interface MonthEndItem {
  id: string;
  account: string;
  number: string;
  due: string;
  open: string;
}

/** What was open at the month's end by the entries known at an instant. */
export function monthEndItems(database: TestDatabase, knownAt: string): Promise<MonthEndItem[]> {
  return database.query<MonthEndItem>(
    `SELECT receivable_id AS id, c.account, r.number, r.due_on AS due, e.open::text AS open
     FROM (SELECT receivable_id, sum(amount_minor) AS open, sum(amount_minor) FILTER (
             WHERE coalesce(reversed_kind, kind) = 'ISSUE') AS total FROM receivable_entry
           WHERE effective_on <= $1 AND recorded_at <= $2 GROUP BY 1) e
     JOIN receivable r USING (receivable_id) JOIN customer c USING (tenant_id, customer_id)
     WHERE NOT (e.open = 0 AND e.total = 0)`,
    [MONTH_END, knownAt],
  );
}

/** Rows as lines, in an order of their own. */
export function sorted(rows: readonly (readonly unknown[])[]): string[] {
  return rows.map((row) => JSON.stringify(row)).sort();
}

/** Minor units of "1234.50". */
export function minorOf(decimal: string): string {
  return String(BigInt(decimal.replace('.', '')));
}
