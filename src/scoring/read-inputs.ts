import type { CustomerFigures } from '../ledger';
import { closureReason } from './closure-reason';
import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import { knownInside, termsInside } from '../unify';
import { strictestTerms, termsBeside } from './source-terms';
import type {
  BehaviourFacts,
  CompanyFacts,
  CoverWithdrawal,
  EventToReview,
  InsolvencyKind,
  ProviderScoreFacts,
  ScoringInput,
  ScreeningFacts,
  StatementFacts,
  SourceTerms,
} from './types';

/** What the registries say of one customer's company, as stored. */
interface CompanyRow extends CompanyFacts {
  customerId: string;
  companyId: string;
  insolvency: InsolvencyKind;
  insolvencyEventKey: string | null;
  insolvencyOn: LocalDate | null;
  insolvencyTitle: string | null;
  struckOffOn: LocalDate | null;
  struckOffEventKey: string | null;
  /** Terms of what is known under terms, one each, of the company's facts and of its notices. */
  factTerms: SourceTerms[] | null;
  insolvencyTerms: SourceTerms[] | null;
  struckOffTerms: SourceTerms[] | null;
  statements: StatementFacts[] | null;
  providerScores: ProviderScoreFacts[] | null;
  sanctionsHit: ScreeningFacts | null;
  coverWithdrawn: CoverWithdrawal | null;
  eventsToReview: EventToReview[] | null;
}

/** Of each year the fullest statement, when several providers tell of it. */
const STATEMENTS_READ = 3;
const EVENTS_READ = 3;

/** Inputs of each customer's assessment, from the ledger's figures and the registries' facts. */
export async function readScoringInputs(
  tx: Transaction,
  figures: readonly CustomerFigures[],
  when: { asOf: LocalDate; portfolioLateShare: number | null },
): Promise<Map<string, ScoringInput>> {
  const companies = await tx.query<CompanyRow>(COMPANIES, [
    tx.tenantId,
    figures.map((row) => row.customerId),
    when.asOf,
  ]);
  const byCustomer = new Map(companies.map((row) => [row.customerId, row]));
  return new Map(
    figures.map((row) => [row.customerId, toInput(row, byCustomer.get(row.customerId), when)]),
  );
}

function toInput(
  figures: CustomerFigures,
  company: CompanyRow | undefined,
  when: { asOf: LocalDate; portfolioLateShare: number | null },
): ScoringInput {
  return {
    asOf: when.asOf,
    company: company === undefined ? null : companyFacts(company),
    statements: company?.statements ?? [],
    insolvency: {
      kind: company?.insolvency ?? 'NONE',
      sourceKey: company?.insolvencyEventKey ?? null,
      publishedOn: company?.insolvencyOn ?? null,
      closedFor: closedFor(company),
      ...termsBeside(strictestTerms(company?.insolvencyTerms)),
    },
    struckOff:
      company?.struckOffOn == null
        ? null
        : {
            sourceKey: company.struckOffEventKey,
            publishedOn: company.struckOffOn,
            ...termsBeside(strictestTerms(company.struckOffTerms)),
          },
    behaviour: figures.hasReceivables ? behaviourFacts(figures, when.portfolioLateShare) : null,
    providerScores: company?.providerScores ?? [],
    ...rareFacts(company),
  };
}

/** Left out where there is nothing, so that the inputs of most customers are small and hash as they always did. */
function rareFacts(
  company: CompanyRow | undefined,
): Pick<ScoringInput, 'sanctionsHit' | 'coverWithdrawn' | 'eventsToReview'> {
  if (company === undefined) return {};
  const { sanctionsHit, coverWithdrawn, eventsToReview } = company;
  return {
    ...(sanctionsHit === null ? {} : { sanctionsHit }),
    ...(coverWithdrawn === null ? {} : { coverWithdrawn }),
    ...(eventsToReview === null ? {} : { eventsToReview }),
  };
}

function companyFacts(row: CompanyRow): CompanyFacts {
  const { siren, sourceKey, createdOn, ceasedOn, activityCode, legalFormCode, status } = row;
  const facts = { siren, sourceKey, createdOn, ceasedOn, activityCode, legalFormCode, status };
  return { ...facts, ...termsBeside(strictestTerms(row.factTerms)) };
}

function closedFor(company: CompanyRow | undefined): 'INSUFFICIENT_ASSETS' | 'OTHER' | null {
  if (company?.insolvency !== 'CLOSED') return null;
  return closureReason(company.insolvencyTitle ?? '');
}

function behaviourFacts(row: CustomerFigures, portfolioLateShare: number | null): BehaviourFacts {
  return {
    paidCount12m: row.paidCount12m,
    lateOver10Count12m: row.lateOver10Count12m,
    paidAmountMinor: row.paidAmountMinor,
    weightedDaysLate: row.weightedDaysLate,
    openMinor: row.openReceivablesMinor,
    overdueMinor: row.overdueMinor,
    overdueOver90Minor: row.overdueOver90Minor,
    returnedPayments12m: row.returnedPayments12m,
    maxOpenDaysOverdue: row.maxDaysOverdue,
    portfolioLateShare,
    hasAssumedDueDates: row.hasAssumedDueDates,
    ...(row.highestCreditPaidOnTimeMinor === null
      ? {}
      : { highestPaidOnTimeMinor: row.highestCreditPaidOnTimeMinor }),
  };
}

/** What of the company's own row a score may rest on. */
const FACTS = ['created_on', 'ceased_on', 'activity_code', 'legal_form_code', 'status'];

const known = (column: string, type: string): string =>
  knownInside('m', { key: column, column, type, today: '$3' });

function legal(place: string, column: string, type = 'text'): string {
  const [key = '', path = ''] = place.split('.');
  return knownInside('m', { key, path, column, type, today: '$3' });
}

/**
 * A row as JSON, its terms beside it; nothing of them for a row that everybody may read, so that its inputs hash as they
 * always did. As text, not jsonb: documents inside it are written out once instead of being put together again and again.
 */
function rowJson(row: string, members: string): string {
  const terms = `json_build_object('restriction', ${row}.use_restriction, 'connector', ${row}.connector_id)`;
  return `CASE WHEN ${row}.use_restriction = 'NONE' THEN json_build_object(${members})
      ELSE json_build_object(${members}, 'terms', ${terms}) END`;
}

const STATEMENT = `'sourceKey', f.source_key, 'closedOn', f.closed_on, 'months', f.months,
        'confidentiality', f.confidentiality, 'scope', f.scope, 'items', f.items`;
const SCORE = `'sourceKey', p.source_key, 'scale', p.scale, 'value', p.value,
        'higherIsSafer', p.higher_is_safer, 'computedOn', p.seen_on`;

const COMPANIES = `
  SELECT c.customer_id AS "customerId", m.company_id AS "companyId", m.siren, m.siren AS "sourceKey",
    ${known('created_on', 'date')} AS "createdOn", ${known('ceased_on', 'date')} AS "ceasedOn",
    ${known('activity_code', 'text')} AS "activityCode", ${known('legal_form_code', 'text')} AS "legalFormCode",
    ${known('status', 'text')} AS status, l.insolvency, l.event_key AS "insolvencyEventKey",
    l.insolvency_on AS "insolvencyOn", n.title AS "insolvencyTitle", l.struck_off_on AS "struckOffOn",
    l.struck_off_key AS "struckOffEventKey", ${termsInside('m', FACTS, '$3')} AS "factTerms",
    ${termsInside('m', ['insolvency'], '$3')} AS "insolvencyTerms",
    ${termsInside('m', ['struck_off_on'], '$3')} AS "struckOffTerms", s.statements, p.scores AS "providerScores",
    h.hit AS "sanctionsHit", w.withdrawal AS "coverWithdrawn", e.events AS "eventsToReview"
  FROM customer c JOIN company m USING (tenant_id, company_id)
  CROSS JOIN LATERAL (
    SELECT ${legal('insolvency.kind', 'insolvency')} AS insolvency,
      ${legal('insolvency.eventKey', 'insolvency_event_key')} AS event_key,
      ${legal('insolvency.on', 'insolvency_on', 'date')} AS insolvency_on,
      ${legal('struck_off_on.on', 'struck_off_on', 'date')} AS struck_off_on,
      ${legal('struck_off_on.eventKey', 'struck_off_event_key')} AS struck_off_key) l
  LEFT JOIN LATERAL (
    SELECT e.title FROM legal_event e
    WHERE l.event_key IS NOT NULL AND e.tenant_id = $1 AND e.company_id = m.company_id AND e.source_key = l.event_key
  ) n ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(${rowJson('f', STATEMENT)}
      ORDER BY f.closed_on DESC, f.scope, f.connector_id, f.source_key) AS statements
    FROM (SELECT DISTINCT ON (f.closed_on, f.scope) f.* FROM (
            SELECT f.*, CASE WHEN count(*) OVER (PARTITION BY f.closed_on, f.scope) > 1
              THEN (SELECT count(*) FROM jsonb_object_keys(f.items)) END AS items_told
            FROM financial_statement f
            WHERE f.tenant_id = $1 AND f.company_id = m.company_id AND f.closed_on <= $3
              AND coalesce(f.expires_on > $3::date, true)) f
          ORDER BY f.closed_on DESC, f.scope, f.items_told DESC, f.connector_id, f.source_key LIMIT ${STATEMENTS_READ}) f
  ) s ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(${rowJson('p', SCORE)}
      ORDER BY p.connector_id, p.source_key, p.connection_id) AS scores
    FROM (SELECT DISTINCT ON (p.connection_id, p.scale) p.* FROM provider_score p
          WHERE p.tenant_id = $1 AND p.company_id = m.company_id AND p.seen_on <= $3::date
            AND coalesce(p.expires_on > $3::date, true)
          ORDER BY p.connection_id, p.scale, p.seen_on DESC, p.source_key) p
  ) p ON true
  LEFT JOIN LATERAL (
    SELECT ${rowJson('h', `'sourceKey', h.source_key, 'caption', h.caption`)} AS hit
    FROM screening_hit h
    WHERE h.tenant_id = $1 AND h.company_id = m.company_id AND h.is_match AND 'sanction' = ANY (h.topics)
      AND coalesce(h.expires_on > $3::date, true)
    ORDER BY h.score DESC, h.source_key, h.connection_id LIMIT 1
  ) h ON true
  LEFT JOIN LATERAL (
    SELECT ${rowJson('v', `'sourceKey', v.source_key, 'effectiveOn', v.effective_on`)} AS withdrawal
    FROM insurance_cover v
    WHERE v.tenant_id = $1 AND v.company_id = m.company_id AND v.superseded_at IS NULL AND v.status = 'WITHDRAWN'
      AND coalesce(v.expires_on > $3::date, true)
      AND NOT EXISTS (SELECT FROM insurance_cover g
        WHERE g.tenant_id = $1 AND g.company_id = m.company_id AND g.superseded_at IS NULL AND g.status = 'GRANTED'
          AND g.amount_minor > 0 AND coalesce(g.ends_on >= $3::date, true) AND coalesce(g.expires_on > $3::date, true))
    ORDER BY v.effective_on DESC NULLS LAST, v.source_key, v.connection_id LIMIT 1
  ) w ON true
  LEFT JOIN LATERAL (
    SELECT json_agg(${rowJson('e', `'kind', e.kind, 'sourceKey', e.source_key, 'publishedOn', e.published_on`)}
      ORDER BY e.published_on DESC, e.source_key) AS events
    FROM (SELECT e.* FROM legal_event e
          WHERE e.tenant_id = $1 AND e.company_id = m.company_id AND e.kind IN ('MODIFIED', 'SALE_OF_BUSINESS')
            AND e.published_on <= $3::date AND e.published_on > ($3::date - interval '12 months')::date
            AND coalesce(e.expires_on > $3::date, true)
          ORDER BY e.published_on DESC, e.source_key LIMIT ${EVENTS_READ}) e
  ) e ON true
  WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2::uuid[])`;
