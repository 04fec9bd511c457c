import { configError, formatAmount, systemClock, type Money } from '../../kernel';
import type { Database, Tenant } from '../../database';
import { provisionRatesFromHistory, publishProvisionRates, type KeyFigures } from '../../reports';
import { runCommand, type OutputOptions } from '../command-run';
import { figureText, moneyText } from '../figure-text';
import { tenantOf, withDatabase } from '../open-database';
import { readFigures, readPoint } from '../read-figures';
import { textTable } from '../text-table';

export interface FiguresOptions extends OutputOptions {
  tenant: string;
  from?: string;
  to?: string;
  rates?: string;
  ratesFromHistory?: boolean;
  note?: string;
}

export function figuresCommand(options: FiguresOptions): Promise<void> {
  const isPublished = options.rates !== undefined || options.ratesFromHistory === true;
  if (options.note !== undefined && !isPublished) {
    throw configError('USAGE', '--note goes with rates', {
      place: { field: '--note' },
      remedy: 'give --rates or --rates-from-history too, or leave the note out',
    });
  }
  return runCommand(options, (run) =>
    withDatabase(run, async (database) => {
      const tenant = await tenantOf(database, options.tenant);
      if (isPublished) await publish(database, tenant, options);
      const figures = await readFigures(database, tenant, { ...options, clock: systemClock });
      run.answer(jsonOf(figures), linesOf(figures));
    }),
  );
}

/** Rates as given, or as the ledger tells. Throws BAD_PROVISION_RATES and LOSS_HISTORY_EMPTY. */
async function publish(database: Database, tenant: Tenant, options: FiguresOptions): Promise<void> {
  const draft =
    options.rates === undefined
      ? await draftFromHistory(database, tenant)
      : { note: 'published by command', rates: ratesOf(options.rates) };
  const note = options.note ?? draft.note;
  await database.tenant(tenant.tenantId, (tx) =>
    publishProvisionRates(tx, { ...draft, note }, systemClock),
  );
}

function ratesOf(list: string): { fromDays: number; rate: string }[] {
  return list.split(',').map((assignment) => {
    const [days = '', rate = ''] = assignment.split('=');
    return { fromDays: /^\d+$/.test(days) ? Number(days) : -1, rate };
  });
}

async function draftFromHistory(
  database: Database,
  tenant: Tenant,
): Promise<{ note: string; rates: { fromDays: number; rate: string }[] }> {
  const point = await readPoint(database, tenant, { clock: systemClock });
  const { dueFrom, dueTo, rates } = await database.tenant(tenant.tenantId, (tx) =>
    provisionRatesFromHistory(tx, point, tenant.booksCurrency),
  );
  return { note: `losses of the claims due ${dueFrom} to ${dueTo}`, rates };
}

function linesOf(figures: KeyFigures): string[] {
  const { period, concentration, provision } = figures;
  const rows: [string, string][] = [
    ['Period', `${period.from} to ${period.through}`],
    ['Sales', moneyText(figures.revenue)],
    ['Collected', moneyText(figures.collected)],
    ['Outstanding', moneyText(figures.outstanding)],
    ['Overdue', `${moneyText(figures.overdue)} (${(figures.overdueRatio * 100).toFixed(1)} %)`],
    ['DSO', figureText(figures.dso)],
    ['DSO, count-back', figureText(figures.dsoCountBack)],
    ['Best possible DSO', figureText(figures.bestPossibleDso)],
    ['Days delinquent', figureText(figures.averageDaysDelinquent)],
    ['Days to pay', figureText(figures.daysToPay)],
    ['Collection effectiveness', figureText(figures.collectionEffectiveness)],
    ['Collection rate', figureText(figures.collectionRate)],
    [
      'Concentration (HHI)',
      concentration === null ? '' : figureText(concentration.concentrationHhi),
    ],
    [
      'Expected loss',
      provision === null ? '' : `${moneyText(provision.expectedLoss)} (${provision.note})`,
    ],
    ...figures.unconverted.map((money): [string, string] => ['Without a rate', moneyText(money)]),
  ];
  const months = figures.monthly.map(({ span, revenue, outstanding, overdue, ...month }) => [
    span.isPartial ? `${span.month} (to ${span.through})` : span.month,
    ...[revenue, outstanding, overdue].map((money) => formatAmount(money)),
    figureText(month.dsoCountBack),
    figureText(month.collectionRate),
  ]);
  return [
    ...textTable(['FIGURE', 'VALUE'], rows),
    '',
    ...textTable(
      ['MONTH', 'SALES', 'OUTSTANDING', 'OVERDUE', 'DSO, COUNT-BACK', 'COLLECTION RATE'],
      months,
    ),
  ];
}

/** Amounts as the API writes them. */
function jsonOf(figures: KeyFigures): unknown {
  const text = JSON.stringify(figures, (_, value: unknown) =>
    isMoney(value) ? { amount: formatAmount(value), currency: value.currency } : value,
  );
  return JSON.parse(text) as unknown;
}

function isMoney(value: unknown): value is Money {
  return typeof value === 'object' && value !== null && 'amountMinor' in value;
}
