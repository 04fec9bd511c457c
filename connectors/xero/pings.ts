/** Webhooks of Xero, by their signature. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Ping } from '../../src/connector-kit';
import type { XeroConfig } from './config';

/** `x-xero-signature` is the HMAC-SHA256 of the body under the key of the webhook, in Base64. Without a key none is genuine. */
export function isGenuinePing({ webhookKey }: XeroConfig, { headers, body }: Ping): boolean {
  if (webhookKey === undefined) return false;
  const given = Buffer.from(headers['x-xero-signature'] ?? '');
  const expected = Buffer.from(signatureOf(webhookKey, body));
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export function signatureOf(webhookKey: string, body: string): string {
  return createHmac('sha256', webhookKey).update(body).digest('base64');
}
