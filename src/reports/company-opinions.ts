import type { CoverStatus, InsuranceCoverRecord, ReadSubject } from '../connector-kit';
import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { byCompany, live, sourceColumns, type ByCompany } from './by-company';
import type { LicensedRow } from './company-records';
import type { SourcedRow } from './company-structure';

export interface RecommendedLimitRow extends SourcedRow {
  kind: 'RECOMMENDED' | 'MAXIMUM';
  /** Minor units as a decimal string. */
  amountMinor: string | null;
  currency: string;
  absentBecause: string | null;
  seenOn: LocalDate;
  computedOn: LocalDate | null;
}

export interface PaymentIndexRow extends SourcedRow {
  scale: string;
  value: string | null;
  absentBecause: string | null;
  higherIsBetter: boolean;
  daysBeyondTerms: string | null;
  seenOn: LocalDate;
  computedOn: LocalDate | null;
}

export interface ScreeningHitRow extends SourcedRow {
  listEntityId: string;
  caption: string;
  score: string;
  isMatch: boolean;
  topics: string[];
  datasets: string[];
  lastChangedOn: LocalDate | null;
}

export interface CoverRow extends SourcedRow {
  policyNumber: string;
  kind: InsuranceCoverRecord['kind'];
  status: CoverStatus;
  requestedMinor: string | null;
  amountMinor: string | null;
  announcedMinor: string | null;
  /** What is covered of what ships on the day asked for. */
  coveredMinor: string;
  currency: string;
  insuredPercent: string | null;
  decidedOn: LocalDate | null;
  noticeOn: LocalDate | null;
  effectiveOn: LocalDate | null;
  endsOn: LocalDate | null;
  runOffUntil: LocalDate | null;
  decisionCode: string | null;
  conditions: string[];
  buyerRating: string | null;
  recordedAt: Date;
}

export interface PolicyRow extends LicensedRow {
  connectionId: string;
  sourceKey: string;
  policyNumber: string;
  status: string;
  startsOn: LocalDate | null;
  endsOn: LocalDate | null;
  currency: string;
  fetchedAt: Date;
}

export interface ReadingRow {
  companyId: string;
  connectionId: string;
  connectorId: string;
  stream: string;
  readAt: Date;
  outcome: ReadSubject['outcome'];
  noticedAt: Date | null;
}

/** What providers recommended, the latest of each connection and kind first, then what they said before. */
export async function recommendedLimitsOf(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<RecommendedLimitRow> {
  return byCompany(
    tx,
    ids,
    `SELECT ${sourceColumns('l')}, l.kind, l.amount_minor AS "amountMinor", l.currency,
       l.absent_because AS "absentBecause", l.seen_on AS "seenOn", l.computed_on AS "computedOn"
     FROM recommended_limit l WHERE l.tenant_id = $1 AND l.company_id = ANY ($2::uuid[]) AND ${live('l')}
     ORDER BY l.company_id, l.connector_id, l.connection_id, l.kind DESC, l.seen_on DESC, l.source_key`,
  );
}

/** How bureaux say each company pays, the latest of each connection and scale first, then what they said before. */
export async function paymentIndexesOf(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<PaymentIndexRow> {
  return byCompany(
    tx,
    ids,
    `SELECT ${sourceColumns('p')}, p.scale, p.value, p.absent_because AS "absentBecause",
       p.higher_is_better AS "higherIsBetter", p.days_beyond_terms AS "daysBeyondTerms", p.seen_on AS "seenOn",
       p.computed_on AS "computedOn"
     FROM payment_index p WHERE p.tenant_id = $1 AND p.company_id = ANY ($2::uuid[]) AND ${live('p')}
     ORDER BY p.company_id, p.connector_id, p.connection_id, p.scale, p.seen_on DESC, p.source_key`,
  );
}

/** Whom on watch lists each company resembles, the closest first. */
export async function screeningHitsOf(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<ScreeningHitRow> {
  return byCompany(
    tx,
    ids,
    `SELECT ${sourceColumns('h')}, h.list_entity_id AS "listEntityId", h.caption, h.score, h.is_match AS "isMatch",
       h.topics, h.datasets, h.last_changed_on AS "lastChangedOn"
     FROM screening_hit h WHERE h.tenant_id = $1 AND h.company_id = ANY ($2::uuid[]) AND ${live('h')}
     ORDER BY h.company_id, h.is_match DESC, h.score DESC, h.source_key`,
  );
}

/**
 * Covers of each company: as the insurer last told them, or on a day the state that speaks for it, as far as is known
 * now. The amount covered is of that day, of `today` without one.
 */
export async function coversOf(
  tx: Transaction,
  ids: readonly string[],
  when: { on: LocalDate | null; today: LocalDate },
): ByCompany<CoverRow> {
  const rows = await tx.query<CoverRow>(
    `SELECT ${sourceColumns('c')}, c.policy_number AS "policyNumber", c.kind, c.status,
       c.requested_minor AS "requestedMinor", c.amount_minor AS "amountMinor", c.announced_minor AS "announcedMinor",
       coalesce(a.covered_minor, 0) AS "coveredMinor", c.currency, c.insured_percent AS "insuredPercent",
       c.decided_on AS "decidedOn", c.notice_on AS "noticeOn", c.effective_on AS "effectiveOn", c.ends_on AS "endsOn",
       c.run_off_until AS "runOffUntil", c.decision_code AS "decisionCode", c.conditions,
       c.buyer_rating AS "buyerRating", c.recorded_at AS "recordedAt"
     FROM (SELECT DISTINCT ON (company_id, connection_id, source_key) * FROM insurance_cover
           WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[]) AND ($3::date IS NULL OR valid_from <= $3::date)
           ORDER BY company_id, connection_id, source_key, recorded_at DESC) c
     LEFT JOIN LATERAL covers_at(c.company_id, coalesce($3::date, $4::date), 'infinity') a
       ON a.connection_id = c.connection_id AND a.source_key = c.source_key
     WHERE ${live('c')}
     ORDER BY c.company_id, c.policy_number, c.connector_id, c.source_key`,
    [tx.tenantId, [...ids], when.on, when.today],
  );
  const byId = new Map<string, CoverRow[]>();
  for (const row of rows) byId.set(row.companyId, [...(byId.get(row.companyId) ?? []), row]);
  return byId;
}

/** The tenant's credit insurance policies, by number. */
export async function insurancePolicies(tx: Transaction): Promise<PolicyRow[]> {
  return tx.query<PolicyRow>(
    `SELECT p.connection_id AS "connectionId", p.connector_id AS "connectorId", p.source_key AS "sourceKey",
       p.policy_number AS "policyNumber", p.status, p.starts_on AS "startsOn", p.ends_on AS "endsOn", p.currency,
       p.use_restriction AS "useRestriction", p.fetched_at AS "fetchedAt"
     FROM insurance_policy p WHERE p.tenant_id = $1 AND ${live('p')}
     ORDER BY p.policy_number, p.connector_id, p.source_key`,
    [tx.tenantId],
  );
}

/** When each company was read by which stream, and with what outcome; by connector and stream. */
export async function readingsOfCompanies(
  tx: Transaction,
  ids: readonly string[],
): ByCompany<ReadingRow> {
  return byCompany(
    tx,
    ids,
    `SELECT k.company_id AS "companyId", r.connection_id AS "connectionId", n.connector_id AS "connectorId", r.stream,
       r.read_at AS "readAt", r.outcome, r.noticed_at AS "noticedAt"
     FROM company k
     JOIN connection n ON n.tenant_id = k.tenant_id
     JOIN subject_reading r ON r.tenant_id = k.tenant_id AND r.connection_id = n.connection_id AND r.siren = k.siren
     WHERE k.tenant_id = $1 AND k.company_id = ANY ($2::uuid[]) AND r.read_at IS NOT NULL
     ORDER BY k.company_id, n.connector_id, n.connection_id, r.stream`,
  );
}
