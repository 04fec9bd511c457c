import type { SendOutcome, WebhookFilter, WebhookOrder } from '../alerts';
import type { Actor } from './actor';

export interface WebhookRequest {
  readonly url: string;
  readonly description: string;
  readonly filter: WebhookFilter;
  readonly order: WebhookOrder;
  /** As given; null: one is made. */
  readonly secret: string | null;
  /** Position it begins behind; null: with what happens from now on. */
  readonly after: number | null;
}

export interface WebhookChange {
  readonly url?: string;
  readonly description?: string;
  readonly filter?: Partial<WebhookFilter>;
  readonly order?: WebhookOrder;
}

/** What mutations of webhooks set going; refusals are thrown. A secret is answered when it is made, and never again. */
export interface WebhookActions {
  createWebhook(
    actor: Actor,
    request: WebhookRequest,
  ): Promise<{ webhookId: string; secret: string }>;
  updateWebhook(actor: Actor, webhookId: string, change: WebhookChange): Promise<void>;
  /** The secret before it signs, too, for so many hours. */
  rotateWebhookSecret(
    actor: Actor,
    webhookId: string,
    rotation: { overlapHours: number; secret: string | null },
  ): Promise<{ secret: string; previousUntil: Date | null }>;
  pauseWebhook(actor: Actor, webhookId: string): Promise<void>;
  resumeWebhook(actor: Actor, webhookId: string, options: { acceptsGap: boolean }): Promise<void>;
  deleteWebhook(actor: Actor, webhookId: string): Promise<void>;
  /** Sends a test now and answers what came of it; it stands in the log of deliveries. */
  testWebhook(actor: Actor, webhookId: string): Promise<SendOutcome & { deliveryId: string }>;
  /** Answers how many events lie behind the position. */
  replayWebhook(actor: Actor, webhookId: string, after: number): Promise<{ events: number }>;
  retryWebhookDelivery(actor: Actor, deliveryId: string): Promise<void>;
}
