import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  ID,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { decodeEventCursor } from '../../alerts';
import type { ApiRole } from '../../database';
import {
  countDeliveries,
  deliveriesById,
  listDeliveries,
  listWebhooks,
  queuesOfWebhooks,
  webhooksById,
} from '../../reports';
import { keyOf } from '../global-ids';
import { found, orRefusal, type Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import { indexRows, type RequestContext } from '../request-context';
import { CursorScalar } from '../scalars';
import {
  RotateWebhookSecretArgs,
  toWebhookChange,
  toWebhookRequest,
  UpdateWebhookInput,
  WebhookDeliveriesArgs,
  WebhookInput,
} from './webhook.input';
import {
  type DeletedWebhook,
  DeleteWebhookResult,
  toWebhook,
  toWebhookDelivery,
  Webhook,
  type WebhookDelivery,
  WebhookDeliveryConnection,
  WebhookDeliveryResult,
  WebhookQueue,
  type WebhookReplay,
  WebhookReplayResult,
  WebhookResult,
  type WebhookSecret,
  WebhookSecretResult,
} from './webhook.type';

const ID_OF = { description: 'The webhook.' };

@Resolver(() => Webhook)
export class WebhookResolver {
  @Authorized<ApiRole>('INTEGRATOR')
  @Query(() => [Webhook], { description: 'All webhooks, the oldest first; there are up to 100.' })
  async webhooks(@Ctx() context: RequestContext): Promise<Webhook[]> {
    const rows = await context.read(listWebhooks);
    return rows.map((row) => toWebhook(context.key.tenantId, row));
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Query(() => Webhook, { nullable: true, description: 'A webhook by its id; null for none.' })
  async webhook(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
  ): Promise<Webhook | null> {
    const key = keyOf('Webhook', id);
    const [row] = await context.read((tx) => webhooksById(tx, [key]));
    return row === undefined ? null : toWebhook(context.key.tenantId, row);
  }

  @FieldResolver(() => WebhookQueue, { description: 'What waits to be sent to it.' })
  async queue(
    @Root() { webhookId }: Webhook,
    @Ctx() context: RequestContext,
  ): Promise<WebhookQueue> {
    const row = await context
      .batch('queue of webhook', async (tx, ids) =>
        indexRows(await queuesOfWebhooks(tx, ids), (each) => each.webhookId),
      )
      .load(webhookId);
    const oldest = row?.oldestPendingAt ?? null;
    return {
      pendingCount: row?.pending ?? 0,
      failedCount: row?.failed ?? 0,
      oldestPendingAt: oldest,
      oldestPendingSeconds:
        oldest === null ? null : Math.max(0, context.now.getTime() - oldest.getTime()) / 1000,
    };
  }

  @FieldResolver(() => WebhookDeliveryConnection, {
    description: 'The log of deliveries, the latest queued first; kept for 30 days.',
  })
  deliveries(
    @Root() { webhookId }: Webhook,
    @Ctx() context: RequestContext,
    @Args(() => WebhookDeliveriesArgs) args: WebhookDeliveriesArgs,
  ): ConnectionValue<WebhookDelivery> {
    const page = pageOf(args);
    const wanted = { webhookId, statuses: args.status ?? null };
    return toConnection({
      page,
      load: () => context.read((tx) => listDeliveries(tx, wanted, page)),
      count: () => context.read((tx) => countDeliveries(tx, wanted)),
      toNode: (row) => toWebhookDelivery(context.key.tenantId, row),
    });
  }
}

@Resolver()
export class WebhookMutations {
  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => WebhookSecretResult, {
    description: 'Has events sent to an address from now on, and answers its secret this once.',
  })
  createWebhook(
    @Ctx() context: RequestContext,
    @Arg('input', () => WebhookInput, { description: 'Where and what.' }) input: WebhookInput,
  ): Promise<WebhookSecret | Refusal> {
    return orRefusal(async () => {
      const request = toWebhookRequest(context.key.tenantId, input);
      const made = await context.services.actions.createWebhook(context.actor, request);
      return { webhook: await load(context, made.webhookId), secret: made.secret };
    });
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => WebhookResult, {
    description: 'Changes what is given. What is queued already is sent as it was wanted then.',
  })
  updateWebhook(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('input', () => UpdateWebhookInput, { description: 'What to change.' })
    input: UpdateWebhookInput,
  ): Promise<Webhook | Refusal> {
    return changed(context, id, (webhookId) =>
      context.services.actions.updateWebhook(context.actor, webhookId, toWebhookChange(input)),
    );
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => WebhookSecretResult, {
    description:
      'Signs with a new secret, and for some hours with the one before it, too, so that receivers can change over.',
  })
  rotateWebhookSecret(
    @Ctx() context: RequestContext,
    @Args(() => RotateWebhookSecretArgs) args: RotateWebhookSecretArgs,
  ): Promise<WebhookSecret | Refusal> {
    return orRefusal(async () => {
      const { actions } = context.services;
      const key = keyOf('Webhook', args.id);
      const rotation = { overlapHours: args.overlapHours, secret: args.secret ?? null };
      const made = await actions.rotateWebhookSecret(context.actor, key, rotation);
      return { webhook: await load(context, key), secret: made.secret };
    });
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => WebhookResult, {
    description: 'Sends nothing more until it is resumed; what happens meanwhile waits in the log.',
  })
  pauseWebhook(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
  ): Promise<Webhook | Refusal> {
    return changed(context, id, (webhookId) =>
      context.services.actions.pauseWebhook(context.actor, webhookId),
    );
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => WebhookResult, {
    description:
      'Goes on where a paused or disabled webhook stopped. Refused with CURSOR_TOO_OLD when some of what it is owed is no longer kept.',
  })
  resumeWebhook(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('acceptGap', () => Boolean, {
      defaultValue: false,
      description: 'Go on with the oldest event that is kept if some are not any more.',
    })
    acceptsGap: boolean,
  ): Promise<Webhook | Refusal> {
    return changed(context, id, (webhookId) =>
      context.services.actions.resumeWebhook(context.actor, webhookId, { acceptsGap }),
    );
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => DeleteWebhookResult, {
    description: 'Forgets a webhook with its log of deliveries; events stay in theirs.',
  })
  deleteWebhook(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
  ): Promise<DeletedWebhook | Refusal> {
    return orRefusal(async () => {
      await context.services.actions.deleteWebhook(context.actor, keyOf('Webhook', id));
      return { deletedId: id };
    });
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => WebhookDeliveryResult, {
    description:
      'Sends a signed event of type WEBHOOK_TEST now, whatever the state of the webhook, and answers what came of it.',
  })
  testWebhook(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
  ): Promise<WebhookDelivery | Refusal> {
    return orRefusal(async () => {
      const { actions } = context.services;
      const { deliveryId } = await actions.testWebhook(context.actor, keyOf('Webhook', id));
      return loadDelivery(context, deliveryId);
    });
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => WebhookReplayResult, {
    description:
      'Sends again everything behind a cursor that the filter wants, with the ids it had, and goes on from there. Receivers tell repeats by `webhook-id`.',
  })
  replayWebhook(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('after', () => CursorScalar, {
      description: 'Behind which event; "0" for all that are kept.',
    })
    after: string,
  ): Promise<WebhookReplay | Refusal> {
    return orRefusal(async () => {
      const { actions } = context.services;
      const key = keyOf('Webhook', id);
      const position = decodeEventCursor(context.key.tenantId, after);
      const { events } = await actions.replayWebhook(context.actor, key, position);
      return { webhook: await load(context, key), eventCount: events };
    });
  }

  @Authorized<ApiRole>('INTEGRATOR')
  @Mutation(() => WebhookDeliveryResult, {
    description: 'Sends a delivery again, at once: one that was given up, waits or was taken.',
  })
  retryWebhookDelivery(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, { description: 'The delivery.' }) id: string,
  ): Promise<WebhookDelivery | Refusal> {
    return orRefusal(async () => {
      const key = keyOf('WebhookDelivery', id);
      await context.services.actions.retryWebhookDelivery(context.actor, key);
      return loadDelivery(context, key);
    });
  }
}

export const WEBHOOK_RESOLVERS = [WebhookResolver, WebhookMutations] as const;

function changed(
  context: RequestContext,
  id: string,
  change: (webhookId: string) => Promise<void>,
): Promise<Webhook | Refusal> {
  return orRefusal(async () => {
    const key = keyOf('Webhook', id);
    await change(key);
    return load(context, key);
  });
}

async function load(context: RequestContext, webhookId: string): Promise<Webhook> {
  const [row] = await context.read((tx) => webhooksById(tx, [webhookId]));
  return toWebhook(context.key.tenantId, found(row, 'webhook'));
}

async function loadDelivery(context: RequestContext, id: string): Promise<WebhookDelivery> {
  const [row] = await context.read((tx) => deliveriesById(tx, [id]));
  return toWebhookDelivery(context.key.tenantId, found(row, 'delivery'));
}
