import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { configError } from '../../kernel';
import type { SecretKeys, SecretPlace } from '../../landing';
import type { SealedSecret } from './webhook-types';

const PREFIX = 'whsec_';
const BYTES_MIN = 24;
const BYTES_MAX = 64;
const BYTES = 32;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** A secret as Standard Webhooks writes them: "whsec_" and 32 random bytes in base64. */
export function newWebhookSecret(): string {
  return PREFIX + randomBytes(BYTES).toString('base64');
}

/** A secret somebody brings along. Throws WEBHOOK_SECRET_INVALID and WEBHOOK_SECRET_TOO_SHORT; never repeats it. */
export function webhookSecretGiven(text: string, field: string): string {
  const encoded = text.trim().startsWith(PREFIX) ? text.trim().slice(PREFIX.length) : null;
  const bytes = Buffer.from(encoded ?? '', 'base64');
  const advice = { place: { field }, remedy: REMEDY };
  if (encoded === null || !BASE64.test(encoded) || bytes.length > BYTES_MAX) {
    const form = `whsec_ and ${BYTES_MIN} to ${BYTES_MAX} bytes in base64`;
    throw configError('WEBHOOK_SECRET_INVALID', `a secret is written as ${form}`, advice);
  }
  if (bytes.length < BYTES_MIN) {
    const what = `the secret has ${bytes.length} bytes; ${BYTES_MIN} to ${BYTES_MAX} are needed`;
    throw configError('WEBHOOK_SECRET_TOO_SHORT', what, advice);
  }
  return PREFIX + bytes.toString('base64');
}

const REMEDY =
  'leave it out to be given one; or write whsec_ and what `openssl rand -base64 32` prints';

/** Throws CONFIG SECRET_KEY_MISSING. */
export function sealWebhookSecret(
  keys: SecretKeys,
  of: { tenantId: string; webhookId: string },
  secret: string,
): SealedSecret {
  return keys.seal(placeOf(of), secret);
}

/** Throws as `SecretKeys.open`. */
export function openWebhookSecret(
  keys: SecretKeys,
  of: { tenantId: string; webhookId: string },
  sealed: SealedSecret,
): string {
  return keys.open(placeOf(of), sealed);
}

function placeOf({ tenantId, webhookId }: { tenantId: string; webhookId: string }): SecretPlace {
  return { tenantId, connectionId: webhookId, field: 'webhook secret' };
}

/** What signs a message: its secrets, the current one first. */
export type WebhookSigner = (message: { id: string; at: Date; body: string }) => {
  'webhook-id': string;
  'webhook-timestamp': string;
  'webhook-signature': string;
};

/** Signs per Standard Webhooks, once with each secret: receivers change over while both hold. */
export function webhookSigner(secrets: readonly string[]): WebhookSigner {
  const signers = secrets.map((secret) => new Webhook(secret));
  return ({ id, at, body }) => ({
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': signers.map((signer) => signer.sign(id, at, body)).join(' '),
  });
}
