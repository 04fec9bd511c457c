import { configError, formatAmount, isUuid, money } from '../../kernel';
import {
  confirmApplication,
  rebuildMarked,
  rejectApplication,
  runCashApplication,
} from '../../ledger';
import { listBankTransactions, type CashRow, type CashStatus } from '../../reports';
import { runCommand, type OutputOptions } from '../command-run';
import { counted } from '../counted';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export type CashOptions = OutputOptions & { tenant: string };

export interface CashListOptions extends CashOptions {
  status: string[];
  customer?: string[];
  first: number;
}

export interface CashDecisionOptions extends CashOptions {
  by: string;
  comment?: string;
}

const STATUSES: readonly string[] = ['PROPOSED', 'APPLIED', 'UNMATCHED', 'REJECTED'];

export function listCashCommand(options: CashListOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const statuses = options.status.map(statusOf);
      const { items, accounts } = await hub.database.tenant(tenantId, async (tx) => {
        const customers = await tx.query<{ id: string; account: string }>(
          `SELECT customer_id AS id, account FROM customer
           WHERE tenant_id = $1 AND ($2::text[] IS NULL OR account = ANY ($2))`,
          [tx.tenantId, options.customer ?? null],
        );
        const customerIds = options.customer === undefined ? null : customers.map(({ id }) => id);
        const filter = { statuses, customerIds, isJudged: true };
        const page = await listBankTransactions(tx, filter, { first: options.first });
        return {
          items: page.items,
          accounts: new Map(customers.map((each) => [each.id, each.account])),
        };
      });
      run.answer(
        items.map((row) => shown(row, accounts)),
        table(items, accounts),
      );
    }),
  );
}

export function confirmCashCommand(id: string, options: CashDecisionOptions): Promise<void> {
  return decideCommand(id, options, { decide: confirmApplication, said: 'It is applied.' });
}

export function rejectCashCommand(id: string, options: CashDecisionOptions): Promise<void> {
  return decideCommand(id, options, {
    decide: rejectApplication,
    said: 'It is rejected; the next run looks for another customer.',
  });
}

export function runCashCommand(options: CashOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { judged, applied, proposed, unmatched } = await runCashApplication(hub, {
        ...{ tenantId, signal: run.signal },
      });
      run.answer({ judged, applied, proposed, unmatched }, [
        `${counted(judged, 'movement')} looked at: ${applied} applied, ${proposed} to be reviewed, ${unmatched} unmatched.`,
      ]);
    }),
  );
}

function decideCommand(
  id: string,
  options: CashDecisionOptions,
  { decide, said }: { decide: typeof confirmApplication; said: string },
): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      if (!isUuid(id)) {
        throw configError('INVALID_ID', `${JSON.stringify(id)} is not an id of a movement`, {
          remedy: 'Use an id that `encours cash list` shows.',
        });
      }
      const decision = { bankTransactionId: id, by: options.by, comment: options.comment ?? null };
      await hub.database.tenant(tenantId, (tx) => decide(tx, hub.clock, decision));
      await rebuildMarked(hub, { tenantId, connectionId: null, signal: run.signal });
      run.answer({ id }, [said]);
    }),
  );
}

function statusOf(text: string): CashStatus {
  const status = text.toUpperCase();
  if (STATUSES.includes(status)) return status as CashStatus;
  throw configError('CASH_STATUS_UNKNOWN', `${JSON.stringify(text)} is no status`, {
    place: { field: '--status' },
    remedy: `Use one of ${STATUSES.join(', ')}.`,
  });
}

function shown(row: CashRow, accounts: ReadonlyMap<string, string>): Record<string, unknown> {
  const { bankTransactionId: id, bookedOn, currency, counterpartyName, remittanceText } = row;
  return {
    ...{ id, bookedOn, amount: amountOf(row), currency, counterpartyName, remittanceText },
    status: row.status,
    customer: row.customerId === null ? null : (accounts.get(row.customerId) ?? null),
    confidence: row.confidence === null ? null : Math.round(row.confidence * 100) / 100,
    reasons: row.reasons ?? [],
    isInBooks: row.isInBooks ?? false,
  };
}

function amountOf({ amountMinor, currency }: CashRow): string {
  return formatAmount(money(BigInt(amountMinor), currency));
}

function table(rows: readonly CashRow[], accounts: ReadonlyMap<string, string>): string[] {
  if (rows.length === 0) return ['There is none.'];
  const lines = rows.map((row) => [
    row.bankTransactionId,
    row.bookedOn,
    `${amountOf(row)} ${row.currency}`,
    row.counterpartyName ?? '',
    row.customerId === null ? '' : (accounts.get(row.customerId) ?? ''),
    row.confidence === null ? '' : row.confidence.toFixed(2),
    (row.reasons ?? []).join(' '),
  ]);
  return textTable(['id', 'booked', 'amount', 'from', 'customer', 'sure', 'because'], lines);
}
