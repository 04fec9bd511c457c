import { USE_RESTRICTIONS } from '../../connector-kit';
import { COMPANY_FACETS } from '../../unify';
import { eventType } from './event-type';
import { choice, code, id, json, list, nullable, optional, text } from './shape';

const OPEN_ONLY = 'Absent when `restriction` is not NONE.';

const CHANGE = {
  companyId: id('The company.'),
  siren: text('Its SIREN.'),
  facet: code('What of it is otherwise.', COMPANY_FACETS),
  field: nullable(text('Which fact, scale or kind of limit, where the facet has several.')),
  restriction: choice('Who may read the values.', USE_RESTRICTIONS),
  connector: text('Which source says so.'),
  sourceRecord: optional(text(`The source’s own key of what changed. ${OPEN_ONLY}`)),
  before: optional(json(`How it was; null when there was nothing. ${OPEN_ONLY}`)),
  after: optional(json(`How it is; null when there is nothing any more. ${OPEN_ONLY}`)),
  customerIds: optional(list('Its customers, when it has several: at most 20.', id('A customer.'))),
} as const;

export const COMPANY_EVENTS = {
  COMPANY_CHANGED: eventType({
    name: 'company.changed',
    says: 'A company is not as it was: `facet` says what, `before` and `after` how, unless its provider restricts who may know.',
    subject: 'Company',
    data: CHANGE,
  }),
  LEGAL_EVENT_PUBLISHED: eventType({
    name: 'legal-event.published',
    says: 'A legal notice about a company was published.',
    subject: 'Company',
    data: CHANGE,
  }),
  PROVIDER_SCORE_CHANGED: eventType({
    name: 'provider-score.changed',
    says: 'A provider scores a company otherwise than before.',
    subject: 'Company',
    data: CHANGE,
  }),
  RECOMMENDED_LIMIT_CHANGED: eventType({
    name: 'recommended-limit.changed',
    says: 'A bureau or insurer recommends another limit than before.',
    subject: 'Company',
    data: CHANGE,
  }),
  INSURANCE_COVER_CHANGED: eventType({
    name: 'insurance-cover.changed',
    says: 'An insurer covers a company otherwise than before.',
    subject: 'Company',
    data: CHANGE,
  }),
  PAYMENT_INDEX_CHANGED: eventType({
    name: 'payment-index.changed',
    says: 'A bureau measures another way of paying than before.',
    subject: 'Company',
    data: CHANGE,
  }),
  SCREENING_CHANGED: eventType({
    name: 'screening.changed',
    says: 'A company resembles somebody on a watch list, or does not any more.',
    subject: 'Company',
    data: CHANGE,
  }),
} as const;
