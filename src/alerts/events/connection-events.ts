import { SEVERITIES } from '../alert-types';
import { eventType } from './event-type';
import { choice, code, currency, id, minorUnits, nullable, text, whole } from './shape';

/** What can be wrong with a connection for longer than one run. */
export const CONNECTION_ALERT_RULES = [
  'CONNECTION_FAILING',
  'CONNECTION_STALE',
  'BUDGET_NEARLY_SPENT',
] as const;
export type ConnectionAlertRule = (typeof CONNECTION_ALERT_RULES)[number];

const CONNECTOR = text('The connector it uses.');
const NAME = text('What the connection is called.');
const CODE = code<string>('What went wrong, as in the list of errors.', ['HTTP_STATUS']);
const MESSAGE = text('The same in a sentence.');

const BUDGET = {
  connectorId: CONNECTOR,
  name: NAME,
  month: nullable(text('The month of the budget, YYYY-MM.')),
  bookedCalls: nullable(whole('Calls booked in it.')),
  callsMax: nullable(whole('Calls it allows; null without such a bound.')),
  bookedMinor: nullable(minorUnits('Spent in it.')),
  limitMinor: nullable(minorUnits('What it allows; null without such a bound.')),
  currency: currency('Of both amounts.'),
} as const;

const CONNECTION_ALERT = {
  connectionId: id('The connection.'),
  connectorId: CONNECTOR,
  rule: code('What is wrong with it.', CONNECTION_ALERT_RULES),
  severity: choice('How much it matters.', SEVERITIES),
} as const;

const WEBHOOK = {
  webhookId: id('The endpoint.'),
  host: text('Of its URL; the path may hold a secret.'),
  reason: text('Why, in a sentence.'),
} as const;

export const CONNECTION_EVENTS = {
  SYNC_FAILED: eventType({
    name: 'sync.failed',
    says: 'A connection could not be synced: told once, until it goes well again.',
    subject: 'Connection',
    data: { connectorId: CONNECTOR, code: CODE, message: MESSAGE },
  }),
  SYNC_RECOVERED: eventType({
    name: 'sync.recovered',
    says: 'A connection that could not be synced goes well again.',
    subject: 'Connection',
    data: { connectorId: CONNECTOR, name: NAME },
  }),
  CONNECTION_PAUSED: eventType({
    name: 'connection.paused',
    says: 'A provider refused the credentials of a connection: it rests until somebody resumes it.',
    subject: 'Connection',
    data: { connectorId: CONNECTOR, name: NAME, code: CODE, message: MESSAGE },
  }),
  CONNECTION_RESUMED: eventType({
    name: 'connection.resumed',
    says: 'A connection that rested is asked again.',
    subject: 'Connection',
    data: {
      connectorId: CONNECTOR,
      name: NAME,
      by: nullable(text('Who resumed it; null when new settings did.')),
    },
  }),
  BUDGET_NEARLY_SPENT: eventType({
    name: 'budget.nearly-spent',
    says: 'What a connection may buy this month is nearly bought: told once a month and budget.',
    subject: 'Connection',
    data: BUDGET,
  }),
  BUDGET_EXHAUSTED: eventType({
    name: 'budget.exhausted',
    says: 'A paid call was not made, as the month’s budget of its connection is used up: told once a month and budget.',
    subject: 'Connection',
    data: BUDGET,
  }),
  CONNECTION_ALERT_RAISED: eventType({
    name: 'connection-alert.raised',
    says: 'Something is wrong with a connection, and stays so.',
    subject: 'ConnectionAlert',
    data: CONNECTION_ALERT,
  }),
  CONNECTION_ALERT_UPDATED: eventType({
    name: 'connection-alert.updated',
    says: 'An alert about a connection was acknowledged or changed.',
    subject: 'ConnectionAlert',
    data: CONNECTION_ALERT,
  }),
  CONNECTION_ALERT_RESOLVED: eventType({
    name: 'connection-alert.resolved',
    says: 'What was wrong with a connection is over, or dealt with.',
    subject: 'ConnectionAlert',
    data: CONNECTION_ALERT,
  }),
  WEBHOOK_DISABLED: eventType({
    name: 'webhook.disabled',
    says: 'Deliveries to an endpoint stopped: it failed for too long, or said that it is gone. What happens is kept for it.',
    subject: 'Webhook',
    data: WEBHOOK,
  }),
  WEBHOOK_ENABLED: eventType({
    name: 'webhook.enabled',
    says: 'Deliveries to an endpoint go on where they stopped.',
    subject: 'Webhook',
    data: WEBHOOK,
  }),
  WEBHOOK_TEST: eventType({
    name: 'webhook.test',
    says: 'Somebody tried an endpoint: sent to it alone, and not kept in the log.',
    subject: 'Webhook',
    data: { webhookId: id('The endpoint.') },
  }),
  EMAIL_RECIPIENT_DISABLED: eventType({
    name: 'email-recipient.disabled',
    says: 'E-mails to a recipient stopped, as they do not arrive.',
    subject: 'EmailRecipient',
    data: {
      recipientId: id('The recipient.'),
      reason: text('Why, in a sentence.'),
    },
  }),
} as const;
