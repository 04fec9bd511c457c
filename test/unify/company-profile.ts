/** Records of every kind about one company, with what a test changes. */
import type {
  ChangeNoticeRecord,
  EstablishmentRecord,
  GroupLinkRecord,
  IdentifierRecord,
  InsuranceCoverRecord,
  InsurancePolicyRecord,
  OwnerRecord,
  PaymentIndexRecord,
  ProviderScoreRecord,
  RecommendedLimitRecord,
  ScreeningHitRecord,
} from '../../src/connector-kit';
import { SIREN } from './tenant';

const SIRET = `${SIREN}00018`;

export const establishment = (changes: Partial<EstablishmentRecord> = {}): EstablishmentRecord => ({
  ...{ type: 'establishment', sourceKey: changes.siret ?? SIRET, siren: SIREN, siret: SIRET },
  ...{ name: 'ACME NANTES', isHeadOffice: true, status: 'OPEN', activityCode: '62.02A' },
  ...{ createdOn: '2019-01-01', closedOn: null, addressLine: '1 rue X', postcode: '44000' },
  ...{ city: 'NANTES', countryCode: 'FR', isDiffusible: true, ...changes },
});

export const owner = (changes: Partial<OwnerRecord> = {}): OwnerRecord => ({
  ...{ type: 'owner', sourceKey: changes.name ?? 'o', siren: SIREN, kind: 'SHAREHOLDER' },
  ...{ name: 'HOLDING', isLegalPerson: true, ownerSiren: null, countryCode: 'FR' },
  ...{ birthMonth: null, sharePercent: '33.34', votePercent: null, since: null, ...changes },
});

export const groupLink = (changes: Partial<GroupLinkRecord> = {}): GroupLinkRecord => ({
  ...{ type: 'groupLink', sourceKey: 'direct', siren: SIREN, relation: 'DIRECT_PARENT' },
  ...{ parentName: 'PARENT', parentSiren: null, parentIdentifier: 'LEI:X', countryCode: 'DE' },
  ...changes,
});

export const identifier = (changes: Partial<IdentifierRecord> = {}): IdentifierRecord => ({
  ...{ type: 'identifier', sourceKey: 'lei', siren: SIREN, scheme: 'LEI', value: '969500X' },
  ...{ isValid: true, checkedOn: '2026-01-01', status: 'ISSUED', ...changes },
});

export const score = (changes: Partial<ProviderScoreRecord> = {}): ProviderScoreRecord => ({
  ...{ type: 'providerScore', sourceKey: 'score', siren: SIREN, scale: 'ELLISPHERE_10' },
  ...{ value: '7', absentBecause: null, higherIsSafer: true, measures: 'FAILURE' },
  ...{ horizonMonths: 12, computedOn: '2026-01-10', ...changes },
});

export const advice = (changes: Partial<RecommendedLimitRecord> = {}): RecommendedLimitRecord => ({
  ...{ type: 'recommendedLimit', sourceKey: 'limit', siren: SIREN, kind: 'RECOMMENDED' },
  ...{ amountMinor: 15_000_00n, currency: 'EUR', absentBecause: null, computedOn: null },
  ...changes,
});

export const paymentIndex = (changes: Partial<PaymentIndexRecord> = {}): PaymentIndexRecord => ({
  ...{ type: 'paymentIndex', sourceKey: 'lpi', siren: SIREN, scale: 'COFACE_LPI', value: '4' },
  ...{ absentBecause: null, higherIsBetter: true, daysBeyondTerms: null },
  ...{ computedOn: '2026-01-10', ...changes },
});

export const hit = (changes: Partial<ScreeningHitRecord> = {}): ScreeningHitRecord => ({
  ...{ type: 'screeningHit', sourceKey: 'Q1', siren: SIREN, listEntityId: 'Q1' },
  ...{ caption: 'Acme Batiment', score: '0.87', isMatch: true, topics: ['sanction'] },
  ...{ datasets: ['eu_fsf'], lastChangedOn: null, ...changes },
});

export const notice = (changes: Partial<ChangeNoticeRecord> = {}): ChangeNoticeRecord => ({
  ...{ type: 'changeNotice', sourceKey: 'n1', siren: SIREN, facet: 'creditLimit' },
  ...{ before: '10', after: '5', noticedOn: '2026-03-01', ...changes },
});

export const policy = (changes: Partial<InsurancePolicyRecord> = {}): InsurancePolicyRecord => ({
  ...{ type: 'insurancePolicy', sourceKey: 'P1', policyNumber: 'P1', status: 'live' },
  ...{ startsOn: '2026-01-01', expiresOn: '2026-12-31', currency: 'EUR', ...changes },
});

export const cover = (changes: Partial<InsuranceCoverRecord> = {}): InsuranceCoverRecord => ({
  ...{ type: 'insuranceCover', sourceKey: 'C1', siren: SIREN, policyNumber: 'P1', kind: 'NAMED' },
  ...{ status: 'GRANTED', requestedMinor: 50_000_00n, amountMinor: 50_000_00n },
  ...{ announcedMinor: null, currency: 'EUR', insuredPercent: null, decidedOn: '2026-01-05' },
  ...{ noticeOn: null, effectiveOn: '2026-01-05', expiresOn: null, runOffUntil: null },
  ...{ decisionCode: 'DC01', conditions: [], buyerRating: null, ...changes },
});
