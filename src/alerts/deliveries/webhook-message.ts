import { cloudEventOf, type LoggedEvent } from '../events';

/** What a provider's terms keep inside the company, if a writer has not left it out already. */
const RESTRICTED = ['title', 'detail', 'before', 'after', 'comment'] as const;

/**
 * An event as a webhook is sent it: a CloudEvent in structured mode. Whatever leaves by this door has left the company, so
 * nothing restricted passes it, whoever made the webhook.
 */
export function webhookBody(tenantId: string, event: LoggedEvent): string {
  const envelope = cloudEventOf(event, { tenantId });
  return JSON.stringify({ ...envelope, data: withoutRestricted(envelope.data) });
}

function withoutRestricted(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { restriction } = data;
  if (restriction === undefined || restriction === null || restriction === 'NONE') return data;
  const withheld = RESTRICTED.filter((name) => name in data).map((name) => [name, null]);
  return { ...data, ...(Object.fromEntries(withheld) as Record<string, null>) };
}

export const WEBHOOK_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'application/cloudevents+json; charset=utf-8',
  accept: '*/*',
  'user-agent': 'Encours-Webhooks/1',
};
