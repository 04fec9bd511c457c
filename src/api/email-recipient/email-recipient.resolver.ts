import { Arg, Args, Authorized, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { ApiRole } from '../../database';
import {
  countEmailDeliveries,
  emailBacklog,
  emailDeliveriesById,
  emailRecipientsById,
  listEmailDeliveries,
  listEmailRecipients,
} from '../../reports';
import { keyOf, keysOf } from '../global-ids';
import { found, orRefusal, type Refusal } from '../refusal.type';
import { toConnection, type ConnectionValue } from '../relay/connection.type';
import { pageOf } from '../relay/page.args';
import type { RequestContext } from '../request-context';
import {
  EmailDeliveriesArgs,
  EmailRecipientInput,
  toRecipientChange,
  toRecipientRequest,
  UpdateEmailRecipientInput,
} from './email-recipient.input';
import {
  type DeletedEmailRecipient,
  DeleteEmailRecipientResult,
  type EmailDelivery,
  EmailDeliveryConnection,
  EmailDeliveryResult,
  EmailRecipient,
  EmailRecipientResult,
  EmailState,
  toEmailDelivery,
  toEmailRecipient,
} from './email-recipient.type';

const ID_OF = { description: 'The recipient.' };

@Resolver()
export class EmailRecipientQueries {
  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Query(() => [EmailRecipient], {
    description:
      'Everybody who is told of alerts by e-mail, the oldest first; there are up to 200.',
  })
  async emailRecipients(@Ctx() context: RequestContext): Promise<EmailRecipient[]> {
    return (await context.read(listEmailRecipients)).map(toEmailRecipient);
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Query(() => EmailDeliveryConnection, {
    description: 'The log of mails, the latest first; kept for 90 days.',
  })
  emailDeliveries(
    @Ctx() context: RequestContext,
    @Args(() => EmailDeliveriesArgs) args: EmailDeliveriesArgs,
  ): ConnectionValue<EmailDelivery> {
    const page = pageOf(args);
    const recipientIds = keysOf('EmailRecipient', args.recipientIds, 'recipientIds');
    const wanted = { recipientIds, statuses: args.status ?? null };
    return toConnection({
      page,
      load: () => context.read((tx) => listEmailDeliveries(tx, wanted, page)),
      count: () => context.read((tx) => countEmailDeliveries(tx, wanted)),
      toNode: toEmailDelivery,
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Query(() => EmailState, { description: 'Whether e-mails can be sent, and what waits.' })
  async emailState(@Ctx() context: RequestContext): Promise<EmailState> {
    const { pending, errorCode } = await context.read((tx) => emailBacklog(tx, context.now));
    const isConfigured = context.services.actions.isMailConfigured();
    return {
      isConfigured,
      pendingCount: pending,
      errorCode: isConfigured ? errorCode : 'MAIL_NOT_CONFIGURED',
    };
  }
}

@Resolver()
export class EmailRecipientMutations {
  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => EmailRecipientResult, {
    description: 'Tells somebody of alerts by e-mail, from now on.',
  })
  createEmailRecipient(
    @Ctx() context: RequestContext,
    @Arg('input', () => EmailRecipientInput, { description: 'Who and what.' })
    input: EmailRecipientInput,
  ): Promise<EmailRecipient | Refusal> {
    return orRefusal(async () => {
      const request = toRecipientRequest(input, context.key.timeZone);
      const { actions } = context.services;
      const { recipientId } = await actions.createEmailRecipient(context.actor, request);
      return load(context, recipientId);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => EmailRecipientResult, {
    description: 'Changes what is given. What begins to be wanted is told from now on.',
  })
  updateEmailRecipient(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
    @Arg('input', () => UpdateEmailRecipientInput, { description: 'What to change.' })
    input: UpdateEmailRecipientInput,
  ): Promise<EmailRecipient | Refusal> {
    return orRefusal(async () => {
      const key = keyOf('EmailRecipient', id);
      const { actions } = context.services;
      await actions.updateEmailRecipient(context.actor, key, toRecipientChange(input));
      return load(context, key);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => EmailRecipientResult, {
    description:
      'Writes again to a recipient that was disabled, with what it missed, or that had unsubscribed, from now on: only if its reader asked for it.',
  })
  resumeEmailRecipient(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
  ): Promise<EmailRecipient | Refusal> {
    return orRefusal(async () => {
      const key = keyOf('EmailRecipient', id);
      await context.services.actions.resumeEmailRecipient(context.actor, key);
      return load(context, key);
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => DeleteEmailRecipientResult, {
    description: 'Forgets a recipient with the log of its mails.',
  })
  deleteEmailRecipient(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
  ): Promise<DeletedEmailRecipient | Refusal> {
    return orRefusal(async () => {
      const key = keyOf('EmailRecipient', id);
      await context.services.actions.deleteEmailRecipient(context.actor, key);
      return { deletedId: id };
    });
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => EmailDeliveryResult, {
    description:
      'Sends a test now, whatever the state of the recipient, and answers what came of it.',
  })
  sendTestEmail(
    @Ctx() context: RequestContext,
    @Arg('id', () => ID, ID_OF) id: string,
  ): Promise<EmailDelivery | Refusal> {
    return orRefusal(async () => {
      const { actions } = context.services;
      const key = keyOf('EmailRecipient', id);
      const { deliveryId } = await actions.sendTestEmail(context.actor, key);
      const [row] = await context.read((tx) => emailDeliveriesById(tx, [deliveryId]));
      return toEmailDelivery(found(row, 'mail'));
    });
  }
}

export const EMAIL_RECIPIENT_RESOLVERS = [EmailRecipientQueries, EmailRecipientMutations] as const;

async function load(context: RequestContext, recipientId: string): Promise<EmailRecipient> {
  const [row] = await context.read((tx) => emailRecipientsById(tx, [recipientId]));
  return toEmailRecipient(found(row, 'recipient'));
}
