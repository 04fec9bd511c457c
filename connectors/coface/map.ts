/** What Coface delivers about a company to unified records. Pure. */
import {
  decode,
  type Json,
  type PaymentIndexRecord,
  type ProviderScoreRecord,
  type RecommendedLimitRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import {
  creditOpinion,
  debtorRisk,
  kindOfAssessment,
  landed,
  latePayment,
  spacedAmount,
  type AssessmentHead,
} from './payloads';

/** The company's number and each current assessment. Throws CONTRACT PAYLOAD_INVALID with the path. */
export function mapAssessments(payload: Json): UnifiedRecord[] {
  const { siren, companyId, assessments } = decode(landed, payload);
  const records = assessments.flatMap((raw, index) => assessmentRecord(siren, raw, index));
  return [
    {
      type: 'identifier',
      sourceKey: `${siren}:COFACE`,
      siren,
      scheme: 'COFACE',
      value: companyId,
      isValid: null,
      checkedOn: null,
      status: null,
    },
    ...new Map(records.map((record) => [record.sourceKey, record])).values(),
  ];
}

type Assessed = ProviderScoreRecord | RecommendedLimitRecord | PaymentIndexRecord;

function assessmentRecord(siren: string, raw: Json, index: number): Assessed[] {
  const path = `assessments[${index}]`;
  const head = decode(kindOfAssessment, raw, path);
  // A package lists what the value was besides what it is.
  if (head.isCurrent === false) return [];
  const source = { siren, raw, head, path };
  if (head.assessmentSlug === 'debtor-risk-assessment') return [riskRecord(source)];
  if (head.assessmentSlug === 'credit-opinion') return [opinionRecord(source)];
  if (head.assessmentSlug === 'late-payment-index') return [indexRecord(source)];
  return [];
}

interface Source {
  siren: string;
  raw: Json;
  head: AssessmentHead;
  path: string;
}

/** 1 to 10, 10 the safest. The list of values has a 0 that nothing explains: it is no score. */
function riskRecord({ siren, raw, head, path }: Source): ProviderScoreRecord {
  const { debtorRiskValue: value } = decode(debtorRisk, raw, path);
  const isScore = /^([1-9]|10)$/.test(value ?? '');
  return {
    type: 'providerScore',
    sourceKey: `${siren}:COFACE_DRA_10`,
    siren,
    scale: 'COFACE_DRA_10',
    value: isScore ? value : null,
    absentBecause: isScore ? null : reasonOf(head, value),
    higherIsSafer: true,
    measures: 'FAILURE',
    horizonMonths: null,
    computedOn: head.releaseDate,
  };
}

function opinionRecord({ siren, raw, head, path }: Source): RecommendedLimitRecord {
  const { rating, maxCreditAmount: most } = decode(creditOpinion, raw, path);
  const isRated = rating !== 'NA' && most !== null;
  const currency = most?.currency ?? 'EUR';
  return {
    type: 'recommendedLimit',
    sourceKey: `${siren}:COFACE:RECOMMENDED`,
    siren,
    kind: 'RECOMMENDED',
    amountMinor: isRated
      ? spacedAmount(currency)(most.value, `${path}.maxCreditAmount.value`)
      : null,
    currency,
    absentBecause: isRated ? null : reasonOf(head, rating),
    computedOn: head.releaseDate,
  };
}

/** 1 to 4: 4 is no negative experience, 2 considerable ones. */
function indexRecord({ siren, raw, head, path }: Source): PaymentIndexRecord {
  const { paymentIndexValue: value } = decode(latePayment, raw, path);
  const isIndex = /^[1-4]$/.test(value ?? '');
  return {
    type: 'paymentIndex',
    sourceKey: `${siren}:COFACE_LPI`,
    siren,
    scale: 'COFACE_LPI',
    value: isIndex ? value : null,
    absentBecause: isIndex ? null : reasonOf(head, value),
    higherIsBetter: true,
    daysBeyondTerms: null,
    computedOn: head.releaseDate,
  };
}

/** Coface's words, else the value that is none. */
function reasonOf({ descriptions }: AssessmentHead, value: string | null): string {
  return descriptions.find(({ full }) => full !== null)?.full ?? value ?? 'not given';
}
