import { EXCEPTION_KINDS, HOLD_REASONS, HOLD_SCOPES } from '../../limits';
import { GRADES } from '../../scoring';
import { eventType } from './event-type';
import { choice, code, currency, day, id, minorUnits, nullable, text, whole } from './shape';

const LIMIT_STATUSES = ['ACTIVE', 'PROPOSED', 'REJECTED', 'SUPERSEDED'] as const;

const BY = text('Who decided it.');

const HOLD = {
  reasonCode: code('Why, as a code: a HoldReason.', HOLD_REASONS),
  scope: code('What is held: a HoldScope.', HOLD_SCOPES),
  by: BY,
} as const;

const EXCEPTION = {
  kind: code('What it lets pass: an ExceptionKind.', EXCEPTION_KINDS),
  by: BY,
} as const;

export const CUSTOMER_EVENTS = {
  GRADE_CHANGED: eventType({
    name: 'grade.changed',
    says: 'A customer’s grade changed.',
    subject: 'CreditAssessment',
    data: {
      grade: nullable(choice('The grade that holds; null when there is none.', GRADES)),
      previousGrade: nullable(choice('The grade before; null when there was none.', GRADES)),
    },
  }),
  CREDIT_LIMIT_CHANGED: eventType({
    name: 'credit-limit.changed',
    says: 'A credit limit was set, proposed, approved, refused or replaced.',
    subject: 'CreditLimit',
    data: {
      creditLimitId: id('The limit.'),
      status: choice('Where it stands.', LIMIT_STATUSES),
      limitMinor: minorUnits('The limit.'),
      currency: currency('Of the limit.'),
    },
  }),
  MATCH_DECIDED: eventType({
    name: 'match.decided',
    says: 'It was decided which company a customer is, or is not.',
    subject: 'Customer',
    data: {
      siren: text('The company’s SIREN.'),
      decision: choice('Whether it is this company.', ['CONFIRMED', 'REJECTED']),
      by: text('Who decided it; "encours" when the hub matched it itself.'),
    },
  }),
  SUPPLY_HOLD_PLACED: eventType({
    name: 'supply-hold.placed',
    says: 'A customer is not to be supplied until the hold is lifted.',
    subject: 'SupplyHold',
    data: HOLD,
  }),
  SUPPLY_HOLD_LIFTED: eventType({
    name: 'supply-hold.lifted',
    says: 'A hold on supply was lifted: reservations are decided by the limit again.',
    subject: 'SupplyHold',
    data: HOLD,
  }),
  EXCEPTION_GRANTED: eventType({
    name: 'exception.granted',
    says: 'The rules were bent for a customer, for an amount and until a day.',
    subject: 'ExceptionGrant',
    data: EXCEPTION,
  }),
  EXCEPTION_REVOKED: eventType({
    name: 'exception.revoked',
    says: 'An exception was taken back before it was used.',
    subject: 'ExceptionGrant',
    data: EXCEPTION,
  }),
  CREDIT_POLICY_PUBLISHED: eventType({
    name: 'credit-policy.published',
    says: 'A version of the credit policy was published: limits follow from the day it is in force.',
    subject: 'CreditPolicy',
    data: {
      version: whole('Its number.'),
      name: nullable(text('What it is called; null without a name.')),
      effectiveOn: day('First day in force.'),
      publishedBy: text('Who published it.'),
    },
  }),
} as const;
