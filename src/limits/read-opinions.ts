import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { strictestTerms, type SourceTerms } from '../scoring';
import type { CoverFact } from './limit-types';

/** What insurers cover and bureaux recommend of one company, by currency. */
export interface CompanyOpinions {
  readonly covers: readonly CoverInCurrency[];
  readonly bureauLimits: readonly BureauLimit[];
}

interface CoverInCurrency extends CoverFact {
  readonly currency: string;
  readonly terms: SourceTerms | null;
}

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
  for (const { companyId, insuredMinor, ...cover } of await tx.query<CoverRow>(COVERS, params)) {
    of(companyId).covers.push({ ...cover, insuredMinor: BigInt(insuredMinor) });
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
    covers: covers.map(({ policy, kind, insuredMinor, isRefused }) => ({
      ...{ policy, kind, insuredMinor, isRefused },
    })),
    coverTerms: strictestTerms(covers.flatMap(({ terms }) => terms ?? [])),
    bureauLimitMinor: least?.amountMinor ?? null,
    bureauTerms: least?.terms ?? null,
  };
}

type CoverRow = Omit<CoverInCurrency, 'insuredMinor'> & { companyId: string; insuredMinor: string };

/**
 * Only what ships today counts: what runs off insures what is owed already. What has ended, or was never decided, is as
 * if the insurer had said nothing; what was refused or withdrawn is its word.
 */
const COVERS = `
  SELECT k.id AS "companyId", a.connection_id || ' ' || a.policy_number AS policy, a.kind, a.currency,
    trunc(a.covered_minor * coalesce(a.insured_percent, 100) / 100)::bigint AS "insuredMinor",
    a.covered_minor = 0 AS "isRefused",
    (SELECT jsonb_build_object('restriction', i.use_restriction, 'connector', i.connector_id) FROM insurance_cover i
     WHERE i.tenant_id = $1 AND i.company_id = k.id AND i.connection_id = a.connection_id
       AND i.source_key = a.source_key AND i.use_restriction <> 'NONE'
     ORDER BY i.recorded_at DESC LIMIT 1) AS terms
  FROM (SELECT DISTINCT company_id AS id FROM insurance_cover WHERE tenant_id = $1 AND company_id = ANY ($2::uuid[])) k
  CROSS JOIN LATERAL covers_at(k.id, $3, 'infinity') a
  WHERE a.covered_minor > 0 OR a.status IN ('REFUSED', 'WITHDRAWN')
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
