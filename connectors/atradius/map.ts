/** Atradius' answers to unified records. Pure. */
import {
  decode,
  type ChangeNoticeRecord,
  type IdentifierRecord,
  type InsuranceCoverRecord,
  type InsurancePolicyRecord,
  type Json,
  type ProviderScoreRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { worthOf } from './decisions';
import {
  buyer,
  cover,
  goneCover,
  landedBuyer,
  landedChange,
  landedCover,
  policy,
  type Buyer,
  type Cover,
  type Decision,
} from './payloads';

export function mapPolicy(payload: Json): InsurancePolicyRecord[] {
  const source = decode(policy, payload);
  return [
    {
      type: 'insurancePolicy',
      sourceKey: source.policyId,
      policyNumber: source.policyId,
      status: source.policyStatus,
      startsOn: source.policyStartDate,
      expiresOn: source.policyExpiryDate,
      currency: source.policyCurrency,
    },
  ];
}

/** The number of the buyer, and its rating where the answer carries one. */
export function mapBuyer(payload: Json): UnifiedRecord[] {
  const { siren, buyer: raw } = decode(landedBuyer, payload);
  const source = decode(buyer, raw, 'buyer');
  const identifier: IdentifierRecord = {
    type: 'identifier',
    sourceKey: `${siren}:ATRADIUS`,
    siren,
    scheme: 'ATRADIUS',
    value: source.buyerId,
    isValid: null,
    checkedOn: null,
    status: null,
  };
  return source.currentBuyerRating === null ? [identifier] : [identifier, rating(siren, source)];
}

function rating(siren: string, source: Buyer): ProviderScoreRecord {
  return {
    type: 'providerScore',
    sourceKey: `${siren}:ATRADIUS_BUYER_RATING`,
    siren,
    scale: 'ATRADIUS_BUYER_RATING',
    value: source.currentBuyerRating,
    absentBecause: null,
    // Recalled, not documented: see the README.
    higherIsSafer: false,
    measures: 'FAILURE',
    horizonMonths: null,
    computedOn: null,
  };
}

export function mapCover(payload: Json): InsuranceCoverRecord[] {
  const { siren, list, cover: raw } = decode(landedCover, payload);
  if (list === 'gone') return [goneRecord(siren, raw)];
  const source = decode(cover, raw, 'cover');
  return [
    {
      type: 'insuranceCover',
      sourceKey: source.coverId,
      siren,
      policyNumber: source.policyId,
      kind: kindOf(source.coverType),
      ...worthOf(source, list),
      currency: source.policyCurrencyCode,
      insuredPercent: null,
      runOffUntil: null,
      decisionCode: decisionWords(source),
      conditions: conditionsOf(source),
      buyerRating: source.currentBuyerRating,
    },
  ];
}

/** In no list any more and without a word why: it must not go on counting as covered. */
function goneRecord(siren: string, raw: Json): InsuranceCoverRecord {
  const source = decode(goneCover, raw, 'cover');
  return {
    type: 'insuranceCover',
    sourceKey: source.coverId,
    siren,
    policyNumber: source.policyId,
    kind: kindOf(source.coverType),
    status: 'UNKNOWN',
    requestedMinor: null,
    amountMinor: null,
    announcedMinor: null,
    currency: source.policyCurrencyCode,
    insuredPercent: null,
    decidedOn: null,
    noticeOn: null,
    effectiveOn: null,
    expiresOn: null,
    runOffUntil: null,
    decisionCode: null,
    conditions: [],
    buyerRating: null,
  };
}

export function mapChange(payload: Json): ChangeNoticeRecord[] {
  const { siren, healthChange, noticedOn, buyer: raw } = decode(landedChange, payload);
  const source = decode(buyer, raw, 'buyer');
  return [
    {
      type: 'changeNotice',
      sourceKey: changeKey(siren, noticedOn, source),
      siren,
      facet: `buyerRating ${healthChange}`,
      before: source.previousBuyerRating,
      after: source.currentBuyerRating,
      noticedOn,
    },
  ];
}

/** The same move of a rating told again on the same day is the same notice. */
export function changeKey(siren: string, noticedOn: string, source: Buyer): string {
  return `${siren}:${noticedOn}:${changeOf(source)}`;
}

/** From what to what a rating moved. */
export function changeOf(source: Buyer): string {
  return `${source.previousBuyerRating ?? ''}>${source.currentBuyerRating ?? ''}`;
}

/** Only credit checks say otherwise; an unknown type was still decided for this buyer. */
function kindOf(coverType: string | null): InsuranceCoverRecord['kind'] {
  return coverType?.toLowerCase() === 'credit-check' ? 'CHECKED' : 'NAMED';
}

function decisionWords({ decisionCode, decisionTypeDescription }: Cover): string | null {
  const words = [decisionCode, decisionTypeDescription].filter((part) => part !== null);
  return words.length === 0 ? null : words.join(' ');
}

/** Conditions of the decision and of its two amounts, each once, with its code. */
function conditionsOf(source: Cover): string[] {
  const parts = [source.totalDecision, source.firstAmtDecision, source.secondAmtDecision];
  return [...new Set(parts.filter((part) => part !== null).flatMap(conditionTexts))];
}

function conditionTexts({ decisionConditions }: Decision): string[] {
  return decisionConditions.flatMap((each) => {
    const words = [each.conditionCode, each.conditionDescription ?? each.conditionType];
    const text = words.filter((part) => part !== null).join(': ');
    return text === '' ? [] : [text];
  });
}
