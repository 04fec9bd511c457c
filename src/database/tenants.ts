import { configError, isCurrency, localDateAt, stableId, type LocalDate } from '../kernel';
import type { Database } from './database';
import { TenantEntity } from './tenant.entity';
import type { Transaction } from './transaction';

/** A seller: whose customers, receivables and limits the rows of one tenant id are. */
export interface Tenant {
  tenantId: string;
  slug: string;
  name: string;
  /** ISO 4217 code the books are kept in. */
  booksCurrency: string;
  /** IANA zone that decides which day it is. */
  timeZone: string;
  createdAt: Date;
}

export interface TenantDraft {
  slug: string;
  /** Absent: the slug. */
  name?: string;
  booksCurrency?: string;
  timeZone?: string;
}

const SLUG = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * Creates the tenant, or answers the one that has this slug already, unchanged. Throws TENANT_SLUG_INVALID,
 * UNKNOWN_CURRENCY and UNKNOWN_TIME_ZONE.
 */
export async function createTenant(database: Database, draft: TenantDraft): Promise<Tenant> {
  checkDraft(draft);
  await database.system((tx) =>
    tx.execute(
      `INSERT INTO tenant (tenant_id, slug, name, books_currency, time_zone)
       VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
      [
        stableId('tenant', draft.slug),
        draft.slug,
        draft.name ?? draft.slug,
        draft.booksCurrency ?? 'EUR',
        draft.timeZone ?? 'Europe/Paris',
      ],
    ),
  );
  const tenant = await findTenant(database, draft.slug);
  if (tenant === null) throw configError('TENANT_NOT_FOUND', `tenant ${draft.slug} was not stored`);
  return tenant;
}

/** The tenant with this slug, or null. */
export async function findTenant(database: Database, slug: string): Promise<Tenant | null> {
  return database.system((tx) => tx.manager.findOneBy(TenantEntity, { slug }));
}

/** Every tenant of the installation, by slug. */
export async function listTenants(database: Database): Promise<Tenant[]> {
  return database.system((tx) => tx.manager.find(TenantEntity, { order: { slug: 'ASC' } }));
}

/** The zone that decides which day it is for the transaction's tenant. */
export async function timeZoneOf(tx: Transaction): Promise<string> {
  const [tenant] = await tx.query<{ zone: string }>(
    'SELECT time_zone AS zone FROM tenant WHERE tenant_id = $1',
    [tx.tenantId],
  );
  return tenant?.zone ?? 'Europe/Paris';
}

/** Which day it is for the transaction's tenant. */
export async function dayAt(tx: Transaction, instant: Date): Promise<LocalDate> {
  return localDateAt(instant, await timeZoneOf(tx));
}

function checkDraft(draft: TenantDraft): void {
  if (!SLUG.test(draft.slug)) {
    throw configError('TENANT_SLUG_INVALID', `${JSON.stringify(draft.slug)} cannot name a tenant`, {
      remedy: 'Use 1 to 63 lower-case letters, digits and hyphens, not starting with a hyphen.',
      place: { field: 'slug' },
    });
  }
  if (draft.booksCurrency !== undefined && !isCurrency(draft.booksCurrency)) {
    throw configError('UNKNOWN_CURRENCY', `${draft.booksCurrency} is not an ISO 4217 code`, {
      place: { field: 'booksCurrency' },
      remedy: 'Use an ISO 4217 code such as EUR.',
    });
  }
  if (draft.timeZone !== undefined && !isTimeZone(draft.timeZone)) {
    throw configError('UNKNOWN_TIME_ZONE', `${draft.timeZone} is not an IANA time zone`, {
      remedy: 'Use a name like Europe/Paris.',
      place: { field: 'timeZone' },
    });
  }
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
