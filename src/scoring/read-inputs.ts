import type { CustomerFigures } from '../ledger';
import { closureReason } from './closure-reason';
import type { LocalDate } from '../kernel';
import type { Transaction } from '../database';
import type {
  BehaviourFacts,
  CompanyFacts,
  InsolvencyKind,
  ProviderScoreFacts,
  ScoringInput,
  StatementFacts,
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
  statements: StatementFacts[] | null;
  providerScores: ProviderScoreFacts[] | null;
}

/** Of each year the fullest statement, when several providers tell of it. */
const STATEMENTS_READ = 3;

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
    },
    struckOff:
      company?.struckOffOn == null
        ? null
        : { sourceKey: company.struckOffEventKey, publishedOn: company.struckOffOn },
    behaviour: figures.hasReceivables ? behaviourFacts(figures, when.portfolioLateShare) : null,
    providerScores: company?.providerScores ?? [],
  };
}

function companyFacts(row: CompanyRow): CompanyFacts {
  const { siren, sourceKey, createdOn, ceasedOn, activityCode, legalFormCode, status } = row;
  return { siren, sourceKey, createdOn, ceasedOn, activityCode, legalFormCode, status };
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
  };
}

const COMPANIES = `
  SELECT c.customer_id AS "customerId", m.company_id AS "companyId", m.siren, m.siren AS "sourceKey",
    m.created_on AS "createdOn", m.ceased_on AS "ceasedOn", m.activity_code AS "activityCode",
    m.legal_form_code AS "legalFormCode", m.status, m.insolvency, m.insolvency_event_key AS "insolvencyEventKey",
    m.insolvency_on AS "insolvencyOn", n.title AS "insolvencyTitle", m.struck_off_on AS "struckOffOn",
    m.struck_off_event_key AS "struckOffEventKey", s.statements, p.scores AS "providerScores"
  FROM customer c JOIN company m USING (tenant_id, company_id)
  LEFT JOIN legal_event n ON n.tenant_id = $1 AND n.company_id = m.company_id AND n.source_key = m.insolvency_event_key
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('sourceKey', f.source_key, 'closedOn', f.closed_on, 'months', f.months,
      'confidentiality', f.confidentiality, 'scope', f.scope, 'items', f.items)
      ORDER BY f.closed_on DESC, f.scope, f.connector_id, f.source_key) AS statements
    FROM (SELECT DISTINCT ON (f.closed_on, f.scope) f.* FROM financial_statement f
          WHERE f.tenant_id = $1 AND f.company_id = m.company_id AND f.closed_on <= $3
          ORDER BY f.closed_on DESC, f.scope, (SELECT count(*) FROM jsonb_object_keys(f.items)) DESC, f.connector_id,
            f.source_key LIMIT ${STATEMENTS_READ}) f
  ) s ON true
  LEFT JOIN LATERAL (
    SELECT jsonb_agg(jsonb_build_object('sourceKey', p.source_key, 'scale', p.scale, 'value', p.value,
      'computedOn', p.computed_on) ORDER BY p.connector_id, p.source_key) AS scores
    FROM provider_score p WHERE p.tenant_id = $1 AND p.company_id = m.company_id
  ) p ON true
  WHERE c.tenant_id = $1 AND c.customer_id = ANY ($2::uuid[])`;
