/** Score, risk class, recommended limit and PayRank. Only what stands inside assessmentData is read. Pure. */
import {
  isCurrency,
  payloadInvalid,
  type PaymentIndexRecord,
  type ProviderScoreRecord,
  type RecommendedLimitRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { minorOf, textWith, type Element } from './elements';
import type { Opinion, Report, Score } from './payloads';

export function assessmentRecords(siren: string, source: Report): UnifiedRecord[] {
  const { assessmentData } = source;
  const score = assessmentData?.score.find(isOwnScore);
  const opinion = assessmentData?.creditOpinion.find(isInternational);
  return [
    ...(score === undefined ? [] : scoreRecords(siren, score)),
    ...(opinion === undefined ? [] : limitRecords(siren, opinion)),
    ...payRank(siren, source),
  ];
}

function isInternational({ '@origin': origin }: { '@origin': string | null }): boolean {
  return origin === null || origin === 'csf';
}

/** The same score is told on two scales, and that of the sector stands beside it. */
function isOwnScore(score: Score): boolean {
  return isInternational(score) && score['@type'] !== 'sector';
}

const SCORE_SCALE = '0 - 10';

function scoreRecords(siren: string, score: Score): ProviderScoreRecord[] {
  const points = score.value.find(({ attributes }) => attributes.get('type') === 'score');
  const riskClass = score.value.find(({ attributes }) => attributes.get('type') === 'riskclass');
  const scale = points?.attributes.get('scale') ?? SCORE_SCALE;
  if (scale !== SCORE_SCALE) {
    throw payloadInvalid('assessmentData.score.value.@scale', `"${SCORE_SCALE}"`, scale);
  }
  const words = textWith(score.comment, 'type', 'score');
  const common = {
    type: 'providerScore' as const,
    siren,
    measures: 'FAILURE' as const,
    horizonMonths: horizonOf(score['@duration']),
    computedOn: score.date,
  };
  const said = points?.text ?? null;
  const isScore = /^(\d|10)(\.\d{1,4})?$/.test(said ?? '') && Number(said) <= 10;
  const value = isScore ? said : null;
  const reason = words ?? said;
  const records: ProviderScoreRecord[] = [];
  if (value !== null || reason !== null) {
    records.push({
      ...common,
      sourceKey: `${siren}:ELLISPHERE_10`,
      scale: 'ELLISPHERE_10',
      value,
      absentBecause: value === null ? reason : null,
      higherIsSafer: true,
    });
  }
  if (riskClass?.text != null) {
    records.push({
      ...common,
      sourceKey: `${siren}:ELLISPHERE_RISK_CLASS`,
      scale: 'ELLISPHERE_RISK_CLASS',
      value: riskClass.text,
      absentBecause: null,
      // A comes first and is the safest.
      higherIsSafer: false,
    });
  }
  return records;
}

function horizonOf(duration: string | null): number | null {
  const months = /^P([1-9]\d?)M$/.exec(duration ?? '')?.[1];
  return months === undefined ? null : Number(months);
}

function limitRecords(siren: string, opinion: Opinion): RecommendedLimitRecord[] {
  const limit = (
    kind: RecommendedLimitRecord['kind'],
    source: Element | null,
    name: string,
  ): RecommendedLimitRecord[] => {
    if (source?.text == null) return [];
    const path = `assessmentData.creditOpinion.${name}`;
    const currency = source.attributes.get('currencyCode') ?? 'EUR';
    if (!isCurrency(currency)) {
      throw payloadInvalid(`${path}.@currencyCode`, 'an ISO 4217 code', currency);
    }
    return [
      {
        type: 'recommendedLimit',
        sourceKey: `${siren}:ELLISPHERE:${kind}`,
        siren,
        kind,
        amountMinor: minorOf(source, currency, path),
        currency,
        absentBecause: null,
        computedOn: opinion.date,
      },
    ];
  };
  return [
    ...limit('RECOMMENDED', opinion.upTo, 'upTo'),
    ...limit('MAXIMUM', opinion.limit, 'limit'),
  ];
}

/** A number is a rank; anything else ("NA") is a reason for having none. */
function payRank(siren: string, { paymentsAnalysis }: Report): PaymentIndexRecord[] {
  const behaviour = paymentsAnalysis?.paymentBehaviour ?? null;
  const code = behaviour?.rank?.attributes.get('code') ?? null;
  if (behaviour?.rank == null || code === null) return [];
  const hasRank = /^\d{1,2}$/.test(code);
  return [
    {
      type: 'paymentIndex',
      sourceKey: `${siren}:ELLISPHERE_PAYRANK`,
      siren,
      scale: 'ELLISPHERE_PAYRANK',
      value: hasRank ? code : null,
      absentBecause: hasRank ? null : (behaviour.rank.text ?? code),
      higherIsBetter: true,
      daysBeyondTerms: null,
      computedOn: behaviour.date,
    },
  ];
}
