/** Decoders for Creditsafe's answers. A section that failed or was not ordered is missing or null, also inside. */
import {
  array,
  boolean,
  isLocalDate,
  json,
  mapped,
  number,
  object,
  optional,
  optionalArray,
  optionalText,
  siren,
  text,
  type Decoded,
  type Decoder,
  type LocalDate,
} from '../../src/connector-kit';

/** Dates are declared date-times; the examples of the reference also write "2019-12-06 08:23:37". */
export const day: Decoder<LocalDate> = mapped(text, (value) => {
  const found = /^(\d{4}-\d{2}-\d{2})([T ].*)?$/.exec(value)?.[1];
  if (found === undefined || !isLocalDate(found)) throw new Error('a date or date-time');
  return found;
});

/** A number that some countries write as text, kept as text. */
const loose: Decoder<string | null> = (value, path) =>
  typeof value === 'number' ? String(value) : optionalText(value, path);

/** A section: missing, null and empty are the same, one whose fields are all null. */
function section<T>(decoder: Decoder<T>): Decoder<T> {
  return (value, path) => decoder(value ?? {}, path);
}

const address = object({
  simpleValue: optionalText,
  street: optionalText,
  houseNumber: optionalText,
  city: optionalText,
  postalCode: optionalText,
  country: optionalText,
});
export type Address = Decoded<typeof address>;

const activity = object({ code: optionalText });
const status = object({ status: optionalText });

const creditRating = object({
  commonValue: optionalText,
  commonDescription: optionalText,
  creditLimit: section(object({ currency: optionalText, value: loose })),
  providerValue: section(object({ maxValue: loose, minValue: loose, value: loose })),
  providerDescription: optionalText,
});
export type CreditRating = Decoded<typeof creditRating>;

const companySummary = object({
  businessName: optionalText,
  country: optionalText,
  companyRegistrationNumber: optionalText,
  mainActivity: section(activity),
  companyStatus: section(status),
  creditRating: section(creditRating),
});

const basicInformation = object({
  businessName: optionalText,
  registeredCompanyName: optionalText,
  companyRegistrationNumber: optionalText,
  vatRegistrationNumber: optionalText,
  companyRegistrationDate: optional(day),
  legalForm: section(object({ description: optionalText })),
  companyStatus: section(status),
  principalActivity: section(activity),
  contactAddress: optional(address),
});

const amount = optional(number);
const money = object({ currency: optionalText, value: amount });

const shareHolder = object({
  id: optionalText,
  idType: optionalText,
  name: optionalText,
  shareholderType: optionalText,
  address: section(address),
  percentSharesHeld: amount,
  startDate: optional(day),
  endDate: optional(day),
});
export type ShareHolder = Decoded<typeof shareHolder>;

const position = object({ positionName: optionalText, dateAppointed: optional(day) });

const director = object({
  id: optionalText,
  idType: optionalText,
  name: optionalText,
  directorType: optionalText,
  country: optionalText,
  dateOfBirth: optionalText,
  positions: optionalArray(position),
});
export type Director = Decoded<typeof director>;

const relative = object({
  id: optionalText,
  country: optionalText,
  regNo: optionalText,
  name: optionalText,
});
export type Relative = Decoded<typeof relative>;

const amounts = <K extends string>(...names: K[]): Decoder<Record<K, number | null>> =>
  object(Object.fromEntries(names.map((name) => [name, amount]))) as Decoder<
    Record<K, number | null>
  >;

const financialStatement = object({
  type: optionalText,
  yearEndDate: optional(day),
  numberOfWeeks: amount,
  currency: optionalText,
  consolidatedAccounts: optional(boolean),
  profitAndLoss: section(
    amounts(
      'revenue',
      'operatingProfit',
      'wagesAndSalaries',
      'pensionCosts',
      'depreciation',
      'amortisation',
      'financialExpenses',
      'profitBeforeTax',
      'profitAfterTax',
    ),
  ),
  balanceSheet: section(
    amounts(
      'totalIntangibleAssets',
      'totalInventories',
      'tradeReceivables',
      'cash',
      'totalCurrentAssets',
      'totalAssets',
      'tradePayables',
      'bankLiabilities',
      'otherLoansOrFinance',
      'totalCurrentLiabilities',
      'bankLiabilitiesDueAfter1Year',
      'otherLoansOrFinanceDueAfter1Year',
      'totalLongTermLiabilities',
      'calledUpShareCapital',
      'revenueReserves',
      'totalShareholdersEquity',
    ),
  ),
  ratios: section(
    amounts('debtorDays', 'creditorDays', 'preTaxProfitMargin', 'equityInPercentage'),
  ),
});
export type FinancialStatement = Decoded<typeof financialStatement>;

const report = object({
  companySummary: section(companySummary),
  companyIdentification: section(object({ basicInformation: section(basicInformation) })),
  creditScore: section(object({ currentCreditRating: section(creditRating) })),
  contactInformation: section(object({ mainAddress: optional(address) })),
  shareCapitalStructure: section(
    object({
      nominalShareCapital: section(money),
      issuedShareCapital: section(money),
      shareHolders: optionalArray(shareHolder),
    }),
  ),
  directors: section(object({ currentDirectors: optionalArray(director) })),
  otherInformation: section(
    object({
      employeesInformation: optionalArray(object({ year: amount, numberOfEmployees: loose })),
    }),
  ),
  groupStructure: section(
    object({ ultimateParent: section(relative), immediateParent: section(relative) }),
  ),
  financialStatements: optionalArray(financialStatement),
});
export type Report = Decoded<typeof report>;

/** The answer to an order: what is paid for. */
export const reportAnswer = object({
  failedSections: optionalArray(text),
  companyId: optionalText,
  dateOfOrder: optional(day),
  report,
});

const message = object({ type: optionalText, code: optionalText, text: optionalText });
export type Message = Decoded<typeof message>;

/** A search result, as far as the search reads it. */
export const hit = object({
  id: text,
  country: optionalText,
  regNo: optionalText,
  officeType: optionalText,
  status: optionalText,
});
export type Hit = Decoded<typeof hit>;

/** No hit is 200 with a message, and `companies` is then an object or missing. */
export const searchAnswer = object({
  companies: (value: unknown, path: string): Hit[] =>
    Array.isArray(value) ? array(hit)(value, path) : [],
  messages: optionalArray(message),
});

/** What is landed of a company: its number at Creditsafe and the report; null when Creditsafe does not know it. */
export const landedReport = object({
  siren,
  connectId: optionalText,
  messages: optionalArray(message),
  answer: optional(json),
});

/** Lists of monitoring: how many there are in all, and this page of them. */
export const listPage = object({ totalCount: amount, data: array(json) });

export const watchedCompany = object({ id: text, personalReference: optionalText });

/** An event as far as reading it needs to know it; the rest is for the mapping. */
export const eventKey = object({
  notificationEventId: number,
  company: object({
    id: text,
    countryCode: optionalText,
    portfolioId: optional(number),
  }),
});

export const event = object({
  notificationEventId: number,
  eventDate: day,
  newValue: loose,
  oldValue: loose,
  ruleCode: optional(number),
  ruleName: optionalText,
  localEventCode: optionalText,
});

export const landedEvent = object({ siren, event });
