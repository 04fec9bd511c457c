import { configError, formatDecimal, isLocalDate, localDateAt } from '../../kernel';
import { timeZoneOf, type Transaction } from '../../database';
import {
  listProviderCalls,
  MAX_PAGE_SIZE,
  spendByMonth,
  spendTotals,
  type MonthSpend,
  type ProviderCallRow,
  type SpendPeriod,
  type SpendTotals,
} from '../../reports';
import { counted } from '../counted';
import { runCommand, type OutputOptions } from '../command-run';
import { withHub } from '../open-hub';
import { textTable } from '../text-table';

export interface SpendOptions extends OutputOptions {
  tenant: string;
  from?: string;
  to?: string;
  calls?: boolean;
}

export function spendCommand(options: SpendOptions): Promise<void> {
  return runCommand(options, (run) =>
    withHub(run, options.tenant, async (hub, tenantId) => {
      const { period, totals, months, calls } = await hub.database.tenant(
        tenantId,
        (tx) => readSpend(tx, options, hub.clock.now()),
        { readOnly: true },
      );
      const { from, to } = period;
      const { totalMinor, ...counts } = totals;
      const json = { from, to, euros: euros(totalMinor), ...counts, months: months.map(monthJson) };
      run.answer(calls === null ? json : { ...json, everyCall: calls.map(callJson) }, [
        ...textTable(
          ['CONNECTOR', 'MONTH', 'BOOKED', 'CALLS', 'OF'],
          months.map((month) => [
            ...[month.connectorId, month.monthOn.slice(0, 7), `${euros(month.bookedMinor)} EUR`],
            ...[String(month.bookedCalls), limitText(month)],
          ]),
        ),
        totalLine(period, totals),
        ...(calls === null ? [] : textTable(CALL_HEADER, calls.map(callCells))),
      ]);
    }),
  );
}

async function readSpend(
  tx: Transaction,
  options: SpendOptions,
  now: Date,
): Promise<{
  period: SpendPeriod;
  totals: SpendTotals;
  months: MonthSpend[];
  calls: ProviderCallRow[] | null;
}> {
  const timeZone = await timeZoneOf(tx);
  const today = localDateAt(now, timeZone);
  const from = dayGiven(options.from ?? `${today.slice(0, 7)}-01`, '--from');
  const period = { from, to: dayGiven(options.to ?? today, '--to'), timeZone };
  if (period.from > period.to)
    throw configError('BAD_PERIOD', `the period begins on ${from} and ends before`, {
      place: { field: '--to' },
      remedy: 'give a last day that is not before the first',
    });
  return {
    period,
    totals: await spendTotals(tx, period),
    months: await spendByMonth(tx, period),
    calls: options.calls === true ? await everyCall(tx, period) : null,
  };
}

async function everyCall(tx: Transaction, period: SpendPeriod): Promise<ProviderCallRow[]> {
  const filter = {
    connectionIds: null,
    connectorIds: null,
    status: null,
    sirens: null,
    calls: null,
  };
  const rows: ProviderCallRow[] = [];
  for (let after: string | null = null; ;) {
    const page = await listProviderCalls(tx, { period, filter }, { first: MAX_PAGE_SIZE, after });
    rows.push(...page.items);
    after = page.cursors.at(-1) ?? null;
    if (!page.hasNextPage || after === null) return rows;
  }
}

function dayGiven(text: string, field: string): string {
  if (isLocalDate(text)) return text;
  throw configError('INVALID_DATE', `${JSON.stringify(text)} is not a date YYYY-MM-DD`, {
    place: { field },
    remedy: 'write a day that exists as YYYY-MM-DD',
  });
}

function totalLine({ from, to }: SpendPeriod, totals: SpendTotals): string {
  const { totalMinor, calls, unansweredCalls, unpricedCalls } = totals;
  const notes = [
    ...(unansweredCalls === 0 ? [] : [`${unansweredCalls} unanswered, perhaps billed`]),
    ...(unpricedCalls === 0 ? [] : [`${unpricedCalls} of unknown price, not in the sum`]),
  ];
  const said = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  return `${from} to ${to}: ${euros(totalMinor)} EUR for ${counted(calls, 'call')}${said}.`;
}

function limitText({ callsMax, limitMinor }: MonthSpend): string {
  const limits = [
    ...(callsMax === null ? [] : [counted(callsMax, 'call')]),
    ...(limitMinor === null ? [] : [`${euros(limitMinor)} EUR`]),
  ];
  return limits.join(', ');
}

const CALL_HEADER = ['AT', 'CONNECTOR', 'CALL', 'COMPANY', 'UNITS', 'EUROS', 'STATUS', 'WHY'];

function callCells(row: ProviderCallRow): string[] {
  return [
    ...[row.bookedAt.toISOString(), row.connectorId, row.call, row.siren ?? '', row.units],
    ...[row.costMinor === null ? '?' : euros(row.costMinor), row.status, row.reason ?? ''],
  ];
}

function callJson(row: ProviderCallRow): Record<string, unknown> {
  const { providerCallId, connectorId, call, siren, units, status, httpStatus, reason } = row;
  return {
    ...{ id: providerCallId, at: row.bookedAt.toISOString(), connectorId, call, siren, units },
    unitEuros: row.unitPriceMinor === null ? null : euros(row.unitPriceMinor),
    euros: row.costMinor === null ? null : euros(row.costMinor),
    ...{ status, httpStatus, reason },
  };
}

function monthJson(month: MonthSpend): Record<string, unknown> {
  const { connectionId, connectorId, monthOn, bookedMinor, bookedCalls, limitMinor } = month;
  return {
    ...{ connectionId, connectorId, month: monthOn.slice(0, 7), bookedCalls },
    bookedEuros: euros(bookedMinor),
    calls: month.callsMax,
    euros: limitMinor === null ? null : euros(limitMinor),
  };
}

function euros(minor: string): string {
  return formatDecimal(BigInt(minor), 2);
}
