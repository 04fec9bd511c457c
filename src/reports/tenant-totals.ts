import { money, type Money } from '../kernel';
import type { Transaction } from '../database';
import { Params } from './keyset';
import { receivablesAt, type ReportPoint } from './report-point';

/** What a tenant has loaded, in figures. */
export interface TenantTotals {
  customers: number;
  matchedCustomers: number;
  receivables: number;
  openReceivables: number;
  /** In the currency of the books: open receivables less credits. */
  outstanding: Money;
  overdue: Money;
  /** Alerts not resolved. */
  openAlerts: number;
}

interface TotalsRow {
  currency: string;
  customers: string;
  matched: string;
  receivables: string;
  open: string;
  outstanding: string;
  overdue: string;
  alerts: string;
}

/** Counts and sums over the tenant; what is open and overdue as of the point. */
export async function tenantTotals(tx: Transaction, point: ReportPoint): Promise<TenantTotals> {
  const params = new Params();
  params.add(tx.tenantId, 'uuid');
  const day = params.add(point.asOf, 'date');
  const [row] = await tx.query<TotalsRow>(
    `SELECT t.books_currency AS currency, c.customers, c.matched, r.receivables, o.open, o.outstanding, o.overdue,
       (SELECT count(*) FROM risk_alert WHERE tenant_id = $1 AND status <> 'RESOLVED') AS alerts
     FROM tenant t,
       LATERAL (SELECT count(*) AS customers, count(company_id) AS matched FROM customer WHERE tenant_id = $1) c,
       LATERAL (SELECT count(*) AS receivables FROM receivable
           WHERE tenant_id = $1 AND NOT (total_minor = 0 AND open_minor = 0)) r,
       LATERAL (SELECT count(*) AS open, coalesce(sum(open_minor), 0) AS outstanding,
           coalesce(sum(open_minor) FILTER (WHERE open_minor > 0 AND due_on < ${day}), 0) AS overdue
         FROM ${receivablesAt(point, params)}
         WHERE r.tenant_id = $1 AND r.open_minor <> 0 AND r.currency = t.books_currency) o
     WHERE t.tenant_id = $1`,
    params.values,
  );
  const currency = row?.currency ?? 'EUR';
  return {
    customers: Number(row?.customers ?? 0),
    matchedCustomers: Number(row?.matched ?? 0),
    receivables: Number(row?.receivables ?? 0),
    openReceivables: Number(row?.open ?? 0),
    outstanding: money(BigInt(row?.outstanding ?? '0'), currency),
    overdue: money(BigInt(row?.overdue ?? '0'), currency),
    openAlerts: Number(row?.alerts ?? 0),
  };
}
