import { minorMin, type LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { strictestTerms, type SourceTerms } from '../scoring';
import type { CoverFact } from './limit-types';

/** What insurers cover and bureaux recommend of one company, by currency. */
export interface CompanyOpinions {
  readonly covers: readonly CoverInCurrency[];
  readonly bureauLimits: readonly BureauLimit[];
}

/** A cover as insurers tell it; what runs off is of one customer, and not known of the company. */
interface CoverInCurrency extends Omit<CoverFact, 'runOff'> {
  readonly currency: string;
  /** Covered before it was cut; 0 when it was not, or the insurer says that its run-off is over. */
  readonly runOffMinor: bigint;
  readonly effectiveOn: LocalDate | null;
  readonly runOffUntil: LocalDate | null;
  readonly terms: SourceTerms | null;
}

/** What a customer still owes, in minor units, of what was shipped before a day. */
export type ShippedBefore = (day: LocalDate) => bigint;

/** The latest of one connection. */
interface BureauLimit {
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly terms: SourceTerms | null;
}

/** Opinions of companies on a day, as known now; companies nobody speaks of are left out. */
export async function readOpinions(
  tx: Transaction,
  companyIds: readonly string[],
  asOf: LocalDate,
): Promise<Map<string, CompanyOpinions>> {
  const opinions = new Map<string, { covers: CoverInCurrency[]; bureauLimits: BureauLimit[] }>();
  const of = (companyId: string): { covers: CoverInCurrency[]; bureauLimits: BureauLimit[] } => {
    const known = opinions.get(companyId) ?? { covers: [], bureauLimits: [] };
    opinions.set(companyId, known);
    return known;
  };
  const params = [tx.tenantId, [...new Set(companyIds)], asOf];
  for (const { companyId, ...cover } of await tx.query<CoverRow>(COVERS, params)) {
    const coveredMinor = BigInt(cover.coveredMinor);
    of(companyId).covers.push({ ...cover, coveredMinor, runOffMinor: BigInt(cover.runOffMinor) });
  }
  for (const { companyId, amountMinor, ...limit } of await tx.query<BureauRow>(BUREAUX, params)) {
    of(companyId).bureauLimits.push({ ...limit, amountMinor: BigInt(amountMinor) });
  }
  return opinions;
}

/** What counts for a limit in a currency: nothing is converted, since a cover in dollars pays out dollars. */
export function opinionsIn(
  currency: string,
  opinions: CompanyOpinions | undefined,
  shippedBefore: ShippedBefore,
): {
  covers: CoverFact[];
  coverTerms: SourceTerms | null;
  bureauLimitMinor: bigint | null;
  bureauTerms: SourceTerms | null;
} {
  const covers = (opinions?.covers ?? []).filter((cover) => cover.currency === currency);
  const limits = (opinions?.bureauLimits ?? []).filter((limit) => limit.currency === currency);
  const least = limits.reduce<BureauLimit | null>(
    (known, each) => (known === null || each.amountMinor < known.amountMinor ? each : known),
    null,
  );
  return {
    covers: covers.map((cover) => coverFact(cover, shippedBefore)),
    coverTerms: strictestTerms(covers.flatMap(({ terms }) => terms ?? [])),
    bureauLimitMinor: least?.amountMinor ?? null,
    bureauTerms: least?.terms ?? null,
  };
}

function coverFact(cover: CoverInCurrency, shippedBefore: ShippedBefore): CoverFact {
  const { policy, kind, coveredMinor, insuredPercent, isRefused } = cover;
  const told = { policy, kind, coveredMinor, insuredPercent, isRefused };
  const { runOffMinor, effectiveOn, runOffUntil: until } = cover;
  if (effectiveOn === null || runOffMinor <= coveredMinor) return { ...told, runOff: null };
  const owedMinor = minorMin(runOffMinor, shippedBefore(effectiveOn));
  return { ...told, runOff: { owedMinor, effectiveOn, until } };
}

/** The days before which what was shipped may run off under a cover of this company in this currency. */
export function runOffDays(currency: string, opinions: CompanyOpinions | undefined): LocalDate[] {
  const covers = (opinions?.covers ?? []).filter((cover) => cover.currency === currency);
  const days = covers.flatMap(({ runOffMinor, coveredMinor, effectiveOn }) =>
    effectiveOn === null || runOffMinor <= coveredMinor ? [] : [effectiveOn],
  );
  return [...new Set(days)];
}

interface CoverRow extends Omit<CoverInCurrency, 'coveredMinor' | 'runOffMinor'> {
  companyId: string;
  coveredMinor: string;
  runOffMinor: string;
}

/**
 * As insurers tell them: what they leave unsaid stays null, for the policy to assume. What has ended, or was never decided,
 * is as if the insurer had said nothing; what was refused or withdrawn is its word.
 */
const COVERS = `
  SELECT k.id AS "companyId", a.connection_id || ' ' || a.policy_number AS policy, a.kind, a.currency,
    a.covered_minor AS "coveredMinor", trim_scale(a.insured_percent)::text AS "insuredPercent",
    a.run_off_minor AS "runOffMinor", a.effective_on AS "effectiveOn", a.run_off_until AS "runOffUntil",
    a.covered_minor = 0 AND a.status IN ('REFUSED', 'WITHDRAWN') AS "isRefused",
    (SELECT jsonb_build_object('restriction', i.use_restriction, 'connector', i.connector_id) FROM insurance_cover i
     WHERE i.tenant_id = $1 AND i.company_id = k.id AND i.connection_id = a.connection_id
       AND i.source_key = a.source_key AND i.use_restriction <> 'NONE'
     ORDER BY i.recorded_at DESC LIMIT 1) AS terms
  FROM (SELECT DISTINCT company_id AS id FROM insurance_cover WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[])) k
  CROSS JOIN LATERAL covers_at(k.id, $3, 'infinity') a
  WHERE a.covered_minor > 0 OR a.run_off_minor > 0 OR a.status IN ('REFUSED', 'WITHDRAWN')
  ORDER BY k.id, a.connection_id, a.policy_number, a.source_key`;

interface BureauRow extends Omit<BureauLimit, 'amountMinor'> {
  companyId: string;
  amountMinor: string;
}

/** What a bureau has not been asked about for longer is no opinion of today. */
export const BUREAU_FRESH_MONTHS = 12;

/** What it recommends rather than the most it would bear; a bureau that has taken its limit back says nothing. */
const BUREAUX = `
  SELECT "companyId", "amountMinor", currency, terms FROM (
    SELECT DISTINCT ON (l.company_id, l.connection_id) l.company_id AS "companyId", l.amount_minor AS "amountMinor",
      l.currency, CASE WHEN l.use_restriction <> 'NONE'
        THEN jsonb_build_object('restriction', l.use_restriction, 'connector', l.connector_id) END AS terms
    FROM recommended_limit l
    WHERE l.tenant_id = $1 AND l.company_id = ANY ($2::uuid[]) AND l.seen_on <= $3
      AND l.fetched_at > $3::date - interval '${BUREAU_FRESH_MONTHS} months' AND coalesce(l.expires_on > $3, true)
    ORDER BY l.company_id, l.connection_id, l.kind DESC, l.seen_on DESC, l.source_key
  ) latest WHERE "amountMinor" IS NOT NULL ORDER BY "companyId", "amountMinor"`;
