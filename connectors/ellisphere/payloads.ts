/** Decoders for Ellisphere's documents, read as JSON: attributes are "@name", a repeated element is an array. */
import {
  elementText,
  isSiren,
  json,
  mapped,
  object,
  oneOrMany,
  optional,
  optionalText,
  text,
  type Decoded,
  type Decoder,
} from '../../src/connector-kit';
import { element, reportDay } from './elements';

const version: Decoder<string> = mapped(text, (written) => {
  if (!/^\d+(\.\d+)*$/.test(written)) throw new Error('a version number');
  return written;
});

const result = object({
  '@code': text,
  majorMessage: elementText,
  minorMessage: elementText,
  minorCode: elementText,
});

/** What every service answers with. */
export const answer = object({ '@version': version, result, response: optional(json) });
export type Answer = Decoded<typeof answer>;

const ids = oneOrMany(element);

export const hits = object({ establishment: oneOrMany(object({ id: ids })) });

/** The report is looked for by its name: the products wrap it differently. */
export const delivered = object({ intlReport: json });

const dates = oneOrMany(element);

const address = object({
  '@type': optionalText,
  country: optional(element),
  cityName: elementText,
  cityCode: oneOrMany(element),
  addressLine: oneOrMany(element),
});

export const identity = object({
  id: ids,
  businessName: elementText,
  legalForm: oneOrMany(element),
  activity: oneOrMany(object({ description: oneOrMany(element) })),
  status: optional(object({ currentStatus: optional(element) })),
  address: oneOrMany(address),
});
export type Identity = Decoded<typeof identity>;

export const details = object({
  foundation: optional(object({ date: dates })),
  workForce: optional(object({ numberOfEmployees: oneOrMany(element) })),
  capitalInformation: optional(object({ capital: optional(element) })),
});
export type Details = Decoded<typeof details>;

const party = object({
  company: optional(object({ id: ids, businessName: elementText })),
  person: optional(
    object({ firstName: elementText, lastName: elementText, fullName: elementText }),
  ),
});
export type Party = Decoded<typeof party>;

const appointment = object({
  '@type': optionalText,
  manager: oneOrMany(
    object({
      party,
      position: oneOrMany(object({ role: oneOrMany(element), date: dates })),
    }),
  ),
});
export type Appointment = Decoded<typeof appointment>;

const shareHolder = object({
  '@ultimate': optionalText,
  party,
  shareDetails: optional(object({ date: dates, quote: oneOrMany(element) })),
});
export type ShareHolder = Decoded<typeof shareHolder>;

const event = object({
  description: element,
  severity: elementText,
  registration: optional(
    object({
      authority: optional(object({ name: elementText })),
      date: dates,
      reference: elementText,
    }),
  ),
  comment: oneOrMany(element),
});
export type Event = Decoded<typeof event>;

const score = object({
  '@origin': optionalText,
  '@type': optionalText,
  '@duration': optionalText,
  date: reportDay,
  value: oneOrMany(element),
  comment: oneOrMany(element),
});
export type Score = Decoded<typeof score>;

const opinion = object({
  '@origin': optionalText,
  date: reportDay,
  upTo: optional(element),
  limit: optional(element),
});
export type Opinion = Decoded<typeof opinion>;

export const behaviour = object({ rank: optional(element), date: reportDay });

const period = object({
  '@number': text,
  date: dates,
  duration: optional(element),
  currencyCode: elementText,
  currencyUnit: elementText,
});
export type Period = Decoded<typeof period>;

const figures = object({
  '@type': optionalText,
  '@consolidated': optionalText,
  period: oneOrMany(period),
  element: oneOrMany(object({ '@code': text, value: oneOrMany(element) })),
});
export type Figures = Decoded<typeof figures>;

const assessment = object({
  score: oneOrMany(score),
  creditOpinion: oneOrMany(opinion),
  keyFigures: oneOrMany(figures),
});

const disclaimer = object({ '@code': text, date: dates });
export type Disclaimer = Decoded<typeof disclaimer>;

/** Enough to know whose report it is: what else is wrong with it is found after it has been landed. */
export const subjectOfReport = object({ companyIdentity: object({ id: ids }) });

/** Only what is used. `score` outside of assessmentData is a legend, and is not read at all. */
export const report = object({
  header: optional(object({ report: optional(object({ date: dates })) })),
  companyIdentity: identity,
  companyDetails: optional(details),
  companyAppointments: oneOrMany(appointment),
  shareHolder: oneOrMany(shareHolder),
  event: oneOrMany(event),
  paymentsAnalysis: optional(object({ paymentBehaviour: optional(behaviour) })),
  assessmentData: optional(assessment),
  financialsDisclaimer: oneOrMany(disclaimer),
  financials: oneOrMany(figures),
});
export type Report = Decoded<typeof report>;

export const siren: Decoder<string> = mapped(text, (value) => {
  if (!isSiren(value)) throw new Error('a SIREN');
  return value;
});

export const landed = object({ siren, report: json });
