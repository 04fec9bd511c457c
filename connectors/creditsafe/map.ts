/** A report of Creditsafe, and its notices, to unified records. Pure. */
import {
  decode,
  listed,
  payloadInvalid,
  type ChangeNoticeRecord,
  type CompanyRecord,
  type CompanyStatus,
  type IdentifierRecord,
  type Json,
  type LocalDate,
  type ProviderScoreRecord,
  type RecommendedLimitRecord,
  type UnifiedRecord,
} from '../../src/connector-kit';
import { currencyOf, numberIn, toMinor } from './amounts';
import { sirenOf } from './registration';
import { groupLinkRecords, officerRecords, ownerRecords } from './people';
import {
  landedEvent,
  landedReport,
  reportAnswer,
  type Address,
  type CreditRating,
  type Report,
} from './payloads';
import { statementRecords } from './statements';

/** What a report says; nothing for a company Creditsafe does not know. Throws CONTRACT PAYLOAD_INVALID with the path. */
export function mapReport(payload: Json): UnifiedRecord[] {
  const { siren, connectId, answer } = decode(landedReport, payload);
  if (answer === null || connectId === null) return [];
  const { report, dateOfOrder } = decode(reportAnswer, answer, 'answer');
  verifySubject(report, siren);
  const rating = ratingOf(report);
  const context = { siren, on: dateOfOrder };
  return [
    companyRecord(report, context),
    identifierRecord(connectId, context),
    ...officerRecords(siren, report.directors.currentDirectors),
    ...ownerRecords(siren, report.shareCapitalStructure.shareHolders),
    ...groupLinkRecords(siren, report.groupStructure),
    ...statementRecords(siren, report.financialStatements),
    ...(rating === null ? [] : ratingRecords(rating, context)),
  ];
}

/** A notice of monitoring: a reason to read the company again. Throws CONTRACT PAYLOAD_INVALID with the path. */
export function mapEvent(payload: Json): ChangeNoticeRecord[] {
  const { siren, event } = decode(landedEvent, payload);
  const code = event.ruleCode === null ? event.localEventCode : `rule ${event.ruleCode}`;
  return [
    {
      type: 'changeNotice',
      sourceKey: String(event.notificationEventId),
      siren,
      facet: event.ruleName ?? code ?? 'change',
      before: event.oldValue,
      after: event.newValue,
      noticedOn: event.eventDate,
    },
  ];
}

/** Whom and when a report is about. */
interface Subject {
  siren: string;
  on: LocalDate | null;
}

/** A report on another company must never be taken for this one's: numbers are re-used when companies are merged. */
function verifySubject(report: Report, siren: string): void {
  const { country, companyRegistrationNumber: regNo } = report.companySummary;
  const told = sirenOf({ country, regNo });
  if (told !== null && told !== siren) {
    const path = 'answer.report.companySummary.companyRegistrationNumber';
    throw payloadInvalid(path, `the number of ${siren}`, regNo);
  }
}

function companyRecord(report: Report, { siren, on }: Subject): CompanyRecord {
  const { companySummary: summary } = report;
  const { basicInformation: basic } = report.companyIdentification;
  return {
    type: 'company',
    sourceKey: siren,
    siren,
    name: basic.registeredCompanyName ?? summary.businessName ?? basic.businessName,
    tradeName: null,
    // The form comes as Creditsafe's own codes; only its words are comparable.
    legalFormCode: null,
    legalFormLabel: basic.legalForm.description,
    activityCode: activityOf(basic.principalActivity.code ?? summary.mainActivity.code),
    createdOn: basic.companyRegistrationDate,
    ceasedOn: null,
    status: statusOf(summary.companyStatus.status ?? basic.companyStatus.status),
    ...employeesOf(report),
    vatNumber: basic.vatRegistrationNumber,
    ...capitalOf(report),
    ...addressOf(report.contactInformation.mainAddress ?? basic.contactAddress),
    isDiffusible: true,
    observedOn: on,
  };
}

const STATUSES: Readonly<Record<string, CompanyStatus>> = { Active: 'ACTIVE', NonActive: 'CEASED' };

/** Pending and Other say neither. */
function statusOf(status: string | null): CompanyStatus {
  return listed(STATUSES, status) ?? 'UNKNOWN';
}

function activityOf(code: string | null): string | null {
  const match = /^(\d{2})\.?(\d{2}[A-Z])$/.exec(code ?? '');
  return match === null ? null : `${match[1]}.${match[2]}`;
}

function capitalOf(report: Report): Pick<CompanyRecord, 'capitalMinor' | 'currency'> {
  const { nominalShareCapital, issuedShareCapital } = report.shareCapitalStructure;
  const capital = nominalShareCapital.value === null ? issuedShareCapital : nominalShareCapital;
  const currency = currencyOf(capital.currency) ?? 'EUR';
  // An amount in a currency we do not know is no amount.
  const isKnown = capital.currency === null || currencyOf(capital.currency) !== null;
  const { value } = capital;
  return { capitalMinor: value !== null && isKnown ? toMinor(value, currency) : null, currency };
}

/** The latest count: a number, or two of them for a range. */
function employeesOf(report: Report): Pick<CompanyRecord, 'employeesMin' | 'employeesMax'> {
  const counts = report.otherInformation.employeesInformation;
  const latest = [...counts].sort((left, right) => (right.year ?? 0) - (left.year ?? 0))[0];
  const numbers = (latest?.numberOfEmployees ?? '').match(/\d{1,9}/g)?.map(Number) ?? [];
  const [min = null, max = min] = numbers;
  const isRange = numbers.length <= 2 && min !== null && max !== null && min <= max;
  return isRange
    ? { employeesMin: min, employeesMax: max }
    : { employeesMin: null, employeesMax: null };
}

type Place = Pick<CompanyRecord, 'addressLine' | 'postcode' | 'city' | 'countryCode'>;

function addressOf(source: Address | null): Place {
  if (source === null) return { addressLine: null, postcode: null, city: null, countryCode: null };
  const { houseNumber, street, country } = source;
  const line = [houseNumber, street].filter((part) => part !== null).join(' ');
  return {
    addressLine: line === '' ? source.simpleValue : line,
    postcode: source.postalCode,
    city: source.city,
    countryCode: country !== null && /^[A-Z]{2}$/.test(country) ? country : null,
  };
}

function identifierRecord(connectId: string, { siren, on }: Subject): IdentifierRecord {
  return {
    type: 'identifier',
    sourceKey: siren,
    siren,
    scheme: 'CREDITSAFE',
    value: connectId,
    isValid: null,
    checkedOn: on,
    status: null,
  };
}

/** The rating of the section of the score, else that of the summary; null when neither says anything. */
export function ratingOf(report: Report): CreditRating | null {
  const { currentCreditRating } = report.creditScore;
  const { creditRating } = report.companySummary;
  return [currentCreditRating, creditRating].find(isGiven) ?? null;
}

function isGiven({ commonValue, creditLimit, providerValue }: CreditRating): boolean {
  return [commonValue, creditLimit.value, providerValue.value].some((value) => value !== null);
}

function ratingRecords(rating: CreditRating, subject: Subject): UnifiedRecord[] {
  return [
    commonScore(rating, subject),
    ...providerScore(rating, subject),
    ...limitRecords(rating, subject),
  ];
}

/** A (safest) to E, comparable between countries. */
function commonScore(rating: CreditRating, subject: Subject): ProviderScoreRecord {
  const letter = rating.commonValue;
  const value = letter !== null && /^[A-E]$/.test(letter) ? letter : null;
  const said = letter ?? rating.commonDescription ?? 'Creditsafe gives no common rating';
  return scoreRecord(subject, 'COMMON', {
    value,
    absentBecause: value === null ? said : null,
    higherIsSafer: false,
  });
}

/** The national score on its own scale, whose ends are part of the scale's name: 62 of 100 is not 62 of 1000. */
function providerScore(rating: CreditRating, subject: Subject): ProviderScoreRecord[] {
  const { providerValue: given } = rating;
  if (given.value === null && given.maxValue === null) return [];
  const [value, min, max] = [given.value, given.minValue, given.maxValue].map(numberIn);
  const hasScale = typeof min === 'number' && typeof max === 'number' && min < max;
  const scale = hasScale ? `PROVIDER_${min}_${max}` : 'PROVIDER';
  // Without the ends of the scale a 0 is what stands for "not rated" elsewhere.
  const isOnScale =
    typeof value === 'number' && (hasScale ? value >= min && value <= max : value !== 0);
  return [
    scoreRecord(subject, scale, {
      value: isOnScale ? String(value) : null,
      absentBecause: isOnScale ? null : absence(given.value, rating.providerDescription),
      higherIsSafer: true,
    }),
  ];
}

/** "Not Rated", or a 0 below the scale: the provider's words, never a zero. */
function absence(value: string | null, description: string | null): string {
  return [value, description].filter((part) => part !== null).join(': ') || 'no value given';
}

function scoreRecord(
  { siren, on }: Subject,
  scale: string,
  score: Pick<ProviderScoreRecord, 'value' | 'absentBecause' | 'higherIsSafer'>,
): ProviderScoreRecord {
  const kind = scale.split('_')[0] ?? scale;
  return {
    type: 'providerScore',
    sourceKey: [siren, kind, ...(on === null ? [] : [on])].join(':'),
    siren,
    scale: `CREDITSAFE_${scale}`,
    ...score,
    measures: 'FAILURE',
    horizonMonths: null,
    computedOn: on,
  };
}

/** A string that may be words: only a number is an amount. */
function limitRecords(rating: CreditRating, { siren, on }: Subject): RecommendedLimitRecord[] {
  const { creditLimit: limit } = rating;
  if (limit.value === null) return [];
  const amount = numberIn(limit.value);
  const currency = currencyOf(limit.currency ?? 'EUR');
  const isAmount = amount !== null && amount >= 0 && currency !== null;
  return [
    {
      type: 'recommendedLimit',
      sourceKey: [siren, 'RECOMMENDED', ...(on === null ? [] : [on])].join(':'),
      siren,
      kind: 'RECOMMENDED',
      amountMinor: isAmount ? toMinor(amount, currency) : null,
      currency: currency ?? 'EUR',
      absentBecause: isAmount ? null : limit.value,
      computedOn: on,
    },
  ];
}
