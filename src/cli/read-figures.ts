import { addDays, addMonths, localDate, localDateAt, type Clock, type LocalDate } from '../kernel';
import type { Database, Tenant } from '../database';
import {
  figuresPeriod,
  keyFigures,
  readPresent,
  reportPoint,
  type KeyFigures,
  type ReportPoint,
} from '../reports';

/** The key figures of a tenant in the currency of its books, the last twelve months unless said otherwise. */
export async function readFigures(
  database: Database,
  tenant: Pick<Tenant, 'tenantId' | 'timeZone' | 'booksCurrency'>,
  asked: { from?: string; to?: string; clock: Clock },
): Promise<KeyFigures> {
  const { tenantId, timeZone, booksCurrency } = tenant;
  const today = localDateAt(asked.clock.now(), timeZone);
  const to = localDate(asked.to ?? today);
  const from = localDate(asked.from ?? addDays(addMonths(to, -12), 1));
  const period = figuresPeriod({ from, to }, { today, knownOn: today });
  const asOf = period.through === today ? null : period.through;
  const point = await readPoint(database, tenant, { ...asked, asOf });
  return database.tenant(
    tenantId,
    (tx) =>
      keyFigures(tx, {
        period,
        point,
        filter: {},
        currency: booksCurrency,
        booksCurrency,
        parts: { concentration: true, provision: true, receipts: false, contested: false },
      }),
    { readOnly: true },
  );
}

/** The present point, or another day as known now. */
export async function readPoint(
  database: Database,
  { tenantId, timeZone }: Pick<Tenant, 'tenantId' | 'timeZone'>,
  at: { clock: Clock; asOf?: LocalDate | null },
): Promise<ReportPoint> {
  const now = at.clock.now();
  const present = await database.tenant(tenantId, (tx) => readPresent(tx, { now, timeZone }));
  return reportPoint({ asOf: at.asOf ?? null }, present);
}
