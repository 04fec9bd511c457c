import { addDays, money, type LocalDate, type Money } from '../../kernel';
import type { Transaction } from '../../database';
import type { CustomerFilter } from '../customer-filter';
import { exchangeRateMissing, type ExchangeRate } from '../exchange-rates';
import type { ReportPoint } from '../report-point';
import { claimsByDueDate, DAYS_TOLD_APART } from './claims-by-due-date';
import { DailyRates, readDailyRates } from './daily-rates';
import { divideRounded, figure, type Figure } from './figure';
import {
  daysOf,
  lastOfMonth,
  monthSpans,
  type FiguresPeriod,
  type MonthSpan,
} from './figures-period';
import { buildTimeline, rateDays, type Timeline } from './ledger-timeline';
import {
  concentration,
  provision,
  receipts,
  usualDaysLate,
  type Concentration,
  type ExpectedReceipts,
  type Provision,
} from './open-item-figures';
import { rollRates } from './overdue';
import {
  AGE_LABELS,
  ageProfile,
  periodFigures,
  type PeriodFigures,
  type PeriodSums,
} from './period-figures';
import { sumsOfMonth, sumsOfPeriod } from './period-sums';
import { provisionMatrixAt } from './provision-rates';
import {
  readComingDays,
  readLedgerMonths,
  type LedgerDaysQuery,
  type LedgerMonth,
  type LedgerState,
} from './read-ledger-days';
import {
  readClaimsByDueDate,
  readContested,
  readCustomerBalances,
  type DueClaims,
  type OpenItemsQuery,
} from './read-open-items';

export interface KeyFiguresQuery {
  period: FiguresPeriod;
  /** At `period.through`. */
  point: ReportPoint;
  filter: CustomerFilter;
  /** To report in. */
  currency: string;
  booksCurrency: string;
  /** Figures that look at what is open customer by customer, or claim by claim: each left out unless asked for. */
  parts: { concentration: boolean; provision: boolean; receipts: boolean; contested: boolean };
}

export interface KeyFigures extends PeriodFigures {
  period: FiguresPeriod;
  knownAt: Date;
  currency: string;
  /** Open claims, and credits not set against any (zero or negative): together the outstanding. */
  openClaims: Money;
  unallocatedCredits: Money;
  settlements: Settlements;
  rollRates: RollRate[];
  /** Sales of one day: what comes in once when customers pay a day sooner. */
  cashEffectOfOneDay: Money;
  /** Null unless asked for, like the parts after it. */
  concentration: Concentration | null;
  provision: Provision | null;
  receipts: ExpectedReceipts | null;
  /** Open claims that are disputed, or doubtful to the books; they are in every other figure, too. */
  contested: { disputed: Money; doubtful: Money } | null;
  /** The published rates that were used; none when nothing had to be converted. */
  rates: ExchangeRate[];
  /** What is outstanding in currencies without a rate for every day needed; in no other figure. */
  unconverted: Money[];
  monthly: KeyFiguresMonth[];
}

export interface KeyFiguresMonth extends PeriodFigures {
  span: MonthSpan;
}

/** By what claims were settled in the period. */
export interface Settlements {
  payments: Money;
  creditNotes: Money;
  discounts: Money;
  writeOffs: Money;
  assignments: Money;
  compensations: Money;
  exchangeDifferences: Money;
}

export interface RollRate {
  fromBucket: string;
  toBucket: string;
  rate: Figure;
}

/**
 * The key figures of a portfolio, all from one snapshot. Must run in a REPEATABLE READ transaction. Throws
 * EXCHANGE_RATE_MISSING when a currency other than the books' was asked for and it has no rate to convert with.
 */
export async function keyFigures(tx: Transaction, query: KeyFiguresQuery): Promise<KeyFigures> {
  const { period, currency, point } = query;
  const ledger = { ...query, state: await readLedgerState(tx, query) };
  const rows = await readLedgerMonths(tx, ledger);
  const rates = await readRates(tx, query, rows);
  const timeline = buildTimeline(rows, period, rates.converter(currency));
  if (timeline.unconverted.includes(query.booksCurrency))
    throw exchangeRateMissing(currency, point);
  const sums = sumsOfPeriod(timeline, period);
  const foreign = rows.map((row) => row.currency).filter((own) => own !== currency);
  return {
    ...periodFigures(sums, currency),
    ...balanceFigures(sums, currency),
    ...(await itemFigures(tx, { ...ledger, rows, rates, timeline }, sums)),
    period,
    knownAt: point.knownAt,
    currency,
    rollRates: rollRatesOf(timeline, period),
    rates:
      foreign.length === 0 ? [] : rates.statedOf([...foreign, currency], addDays(period.from, -1)),
    unconverted: outstandingOf(rows, timeline.unconverted),
    monthly: monthSpans(period).map((span) => ({
      ...periodFigures(sumsOfMonth(timeline, span), currency),
      span,
    })),
  };
}

async function readRates(
  tx: Transaction,
  { period, currency, point }: KeyFiguresQuery,
  rows: readonly LedgerMonth[],
): Promise<DailyRates> {
  const currencies = [...new Set([currency, ...rows.map((row) => row.currency)])];
  if (currencies.length === 1) return new DailyRates(new Map());
  const days = rateDays(rows, period);
  return readDailyRates(tx, { days, currencies, knownAt: point.knownAt });
}

/** What there is to read: how far the kept days go, and whether anything was learnt or becomes true after that. */
async function readLedgerState(
  tx: Transaction,
  { point, period }: KeyFiguresQuery,
): Promise<LedgerState> {
  const [state] = await tx.query<LedgerState>(
    `SELECT s.known_at AS "daysKnownAt", r.changed_at > least(s.known_at, $2) AS "isChanged",
       coalesce(r.last_effective_on > $3::date, false) AS "isLater"
     FROM (SELECT (SELECT max(changed_at) FROM receivable WHERE tenant_id = $1) AS changed_at,
             (SELECT max(last_effective_on) FROM receivable WHERE tenant_id = $1) AS last_effective_on) r
     LEFT JOIN ledger_day_state s ON s.tenant_id = $1`,
    [tx.tenantId, point.knownAt, period.through],
  );
  return state ?? { daysKnownAt: null, isChanged: null, isLater: false };
}

type Query = KeyFiguresQuery &
  LedgerDaysQuery & { rows: readonly LedgerMonth[]; rates: DailyRates; timeline: Timeline };
type ItemFigures = Pick<KeyFigures, 'concentration' | 'provision' | 'receipts' | 'contested'>;

async function itemFigures(tx: Transaction, query: Query, sums: PeriodSums): Promise<ItemFigures> {
  const { currency, parts } = query;
  const items = openItemsOf(query);
  const contested = parts.contested ? await readContested(tx, items) : null;
  return {
    concentration: parts.concentration
      ? concentration(await readCustomerBalances(tx, items), sums.through)
      : null,
    ...(await claimFigures(tx, query, sums)),
    contested: contested && {
      disputed: money(contested.disputedMinor, currency),
      doubtful: money(contested.doubtfulMinor, currency),
    },
  };
}

/** The currencies that the timeline could tell, with the rates of the period's end. */
function openItemsOf({
  point,
  filter,
  currency,
  period,
  rows,
  rates,
  timeline,
}: Query): OpenItemsQuery {
  const rateOf = (own: string): string => rates.euroRate(own, period.through) ?? '1';
  const told = [...new Set([currency, ...rows.map((row) => row.currency)])].filter(
    (own) => !timeline.unconverted.includes(own),
  );
  return {
    point,
    filter,
    to: { currency, rate: rateOf(currency) },
    from: told.map((own) => ({ currency: own, rate: rateOf(own) })),
  };
}

async function claimFigures(
  tx: Transaction,
  query: Query,
  sums: PeriodSums,
): Promise<Pick<KeyFigures, 'provision' | 'receipts'>> {
  const { currency, parts, point } = query;
  const { from, through, flows } = sums;
  if (!parts.provision && !parts.receipts) return { provision: null, receipts: null };
  const matrix = await provisionMatrixAt(tx, point.knownAt);
  const habit = { from, through, paidMinor: flows.late, weightedDaysMinor: flows.late_days };
  const oldest = Math.max((matrix.rates.at(-1)?.fromDays ?? 0) - 1, usualDaysLate(habit) ?? 0);
  const claims = await readClaims(tx, query, { sums, oldest });
  return {
    provision: parts.provision ? provision(claims, matrix, { through, currency }) : null,
    receipts: parts.receipts ? receipts(claims, habit, currency) : null,
  };
}

/** From the ledger's days where they tell due dates apart as far back as needed, else claim by claim: the same either way. */
async function readClaims(
  tx: Transaction,
  query: Query,
  { sums, oldest }: { sums: PeriodSums; oldest: number },
): Promise<DueClaims[]> {
  const { currency, period, state, rates, timeline } = query;
  if (state.isLater || oldest > DAYS_TOLD_APART) return readClaimsByDueDate(tx, openItemsOf(query));
  const convert = rates.converter(currency);
  const coming = (await readComingDays(tx, query)).filter(
    (one) => !timeline.unconverted.includes(one.currency),
  );
  const { undated, overdue_90: overdue90Minor } = sums.closing;
  return claimsByDueDate(
    coming.map((one) => ({
      ...one,
      overdue: mapAmounts(
        one.overdue,
        (minor) => convert(minor, one.currency, period.through) ?? 0n,
      ),
    })),
    { through: period.through, undatedMinor: undated, overdue90Minor },
  );
}

function mapAmounts<Key extends string>(
  amounts: Readonly<Record<Key, bigint>>,
  change: (minor: bigint) => bigint,
): Record<Key, bigint> {
  const entries = Object.entries<bigint>(amounts).map(([key, minor]) => [key, change(minor)]);
  return Object.fromEntries(entries) as Record<Key, bigint>;
}

function balanceFigures(
  { closing, flows, from, through }: PeriodSums,
  currency: string,
): Pick<KeyFigures, 'openClaims' | 'unallocatedCredits' | 'settlements' | 'cashEffectOfOneDay'> {
  const amount = (minor: bigint): Money => money(minor, currency);
  return {
    openClaims: amount(closing.claims),
    unallocatedCredits: amount(closing.outstanding - closing.claims),
    cashEffectOfOneDay: amount(divideRounded(flows.sales, BigInt(daysOf({ from, through })))),
    settlements: {
      payments: amount(flows.paid),
      creditNotes: amount(flows.credited),
      discounts: amount(flows.discounted),
      writeOffs: amount(flows.written_off),
      assignments: amount(flows.assigned),
      compensations: amount(flows.compensated),
      exchangeDifferences: amount(flows.exchanged),
    },
  };
}

/** From one month's end to the next; what was before the period counts when it begins with a month. */
function rollRatesOf(timeline: Timeline, period: FiguresPeriod): RollRate[] {
  const isWhole = ({ through }: { through: LocalDate }): boolean =>
    through === lastOfMonth(through);
  const ends = timeline.months.filter((one) => one.through >= period.from && isWhole(one));
  const opening = period.from.endsWith('-01') ? [timeline.opening] : [];
  const profiles = [...opening, ...ends.map(({ balances }) => balances)].map(ageProfile);
  return rollRates(profiles).map((rate, index) => {
    const [fromBucket = '', toBucket = ''] = AGE_LABELS.slice(index, index + 2);
    const method = `Open ${toBucket} days at the end of each month / open ${fromBucket} at the end of the one before, summed over the whole months of ${period.from} to ${period.through}; the last bucket holds what was in it before, too.`;
    return { fromBucket, toBucket, rate: figure(rate, 'ratio', method) };
  });
}

/** What is outstanding at the period's end in some currencies. */
function outstandingOf(rows: readonly LedgerMonth[], currencies: readonly string[]): Money[] {
  return currencies.map((currency) => {
    const own = rows.filter((row) => row.currency === currency);
    return money(
      own.reduce((sum, row) => sum + row.sums.outstanding, 0n),
      currency,
    );
  });
}
