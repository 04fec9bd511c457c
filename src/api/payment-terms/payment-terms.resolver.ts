import {
  Arg,
  Authorized,
  createUnionType,
  Ctx,
  FieldResolver,
  Mutation,
  Resolver,
  Root,
} from 'type-graphql';
import type { ApiRole } from '../../database';
import { describePaymentTerms, dueOn, localeOf, parsePaymentTerms } from '../../kernel';
import {
  letteringCoverageOf,
  paymentTermsOf,
  tenantLetteringCoverage,
  usualPaymentTerms,
  type PaymentTermsRow,
} from '../../reports';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { keyOf } from '../global-ids';
import { found, orRefusal, Refusal } from '../refusal.type';
import type { RequestContext } from '../request-context';
import { DateScalar } from '../scalars';
import { Viewer } from '../viewer/viewer.type';
import {
  LetteringCoverageType,
  PaymentTerms,
  PaymentTermsSet,
  SetPaymentTermsInput,
  toLetteringCoverage,
  toPaymentTerms,
} from './payment-terms.type';

const PaymentTermsResult = createUnionType({
  name: 'PaymentTermsResult',
  description: 'The terms as they stand after the mutation, or why it was refused.',
  types: () => [PaymentTermsSet, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'PaymentTermsSet'),
});

@Resolver(() => PaymentTerms)
export class PaymentTermsResolver {
  @FieldResolver(() => String, { description: 'The terms in words, e.g. "45 jours fin de mois".' })
  text(
    @Root() terms: PaymentTerms,
    @Arg('locale', () => String, { defaultValue: 'en', description: 'A language tag: en or fr.' })
    locale: string,
  ): string {
    return describePaymentTerms(terms.row, localeOf(locale));
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'The day they make an invoice due; null when only a discount was agreed.',
  })
  dueOn(
    @Root() terms: PaymentTerms,
    @Arg('issuedOn', () => DateScalar, { description: 'Its day of issue.' }) issuedOn: string,
  ): string | null {
    return terms.row.due === null ? null : dueOn(issuedOn, terms.row.due);
  }

  @Authorized<ApiRole>('CREDIT_MANAGER')
  @Mutation(() => PaymentTermsResult, {
    description:
      'Records terms of payment, of one customer or the usual ones, and dates the receivables they are for. Terms that start later never move what was issued before; what was known before can still be asked for.',
  })
  setPaymentTerms(
    @Ctx() context: RequestContext,
    @Arg('input', () => SetPaymentTermsInput, { description: 'The terms.' })
    input: SetPaymentTermsInput,
  ): Promise<PaymentTermsSet | Refusal> {
    return orRefusal(async () => {
      const customerId =
        input.customerId == null ? null : keyOf('Customer', input.customerId, 'input.customerId');
      const wording = input.terms?.trim() ?? '';
      const terms = input.terms == null ? null : parsePaymentTerms(wording);
      const effectiveFrom = input.effectiveFrom ?? context.today;
      if (customerId !== null) found(await loadCustomer(context, customerId), 'customer');
      const request = { customerId, effectiveFrom, terms, wording };
      const { redated } = await context.services.actions.setPaymentTerms(context.actor, request);
      const row = await termsNow(context.renewed(), customerId);
      return {
        paymentTerms: row === null ? null : toPaymentTerms(row),
        receivablesRedated: redated,
      };
    });
  }
}

/** Read afresh, and up to this instant: the mutation has just changed them. */
async function termsNow(
  context: RequestContext,
  customerId: string | null,
): Promise<PaymentTermsRow | null> {
  const point = { ...(await context.point()), knownAt: context.now };
  return context.read(async (tx) => {
    if (customerId === null) return usualPaymentTerms(tx, point);
    return (await paymentTermsOf(tx, [customerId], point)).get(customerId) ?? null;
  });
}

@Resolver(() => Customer)
export class CustomerTermsResolver {
  @FieldResolver(() => PaymentTerms, {
    nullable: true,
    description:
      'The terms for what is issued on the day of the report: its own, else the seller’s usual ones; null = none were agreed, and 30 days are assumed.',
  })
  async paymentTerms(
    @Root() { customerId, point }: Customer,
    @Ctx() context: RequestContext,
  ): Promise<PaymentTerms | null> {
    const row = await context
      .batch(`payment terms ${JSON.stringify(point)}`, (tx, ids) => paymentTermsOf(tx, ids, point))
      .load(customerId);
    return row === null ? null : toPaymentTerms(row);
  }

  @FieldResolver(() => LetteringCoverageType, {
    nullable: true,
    description: 'How much of its account is lettered; null without lines.',
  })
  async letteringCoverage(
    @Root() { customerId }: Customer,
    @Ctx() context: RequestContext,
  ): Promise<LetteringCoverageType | null> {
    const figures = await context.batch('lettering coverage', letteringCoverageOf).load(customerId);
    return figures === null ? null : toLetteringCoverage(figures);
  }
}

@Resolver(() => Viewer)
export class ViewerTermsResolver {
  @FieldResolver(() => PaymentTerms, {
    nullable: true,
    description:
      'The terms usual for customers without their own; null = none, and 30 days are assumed.',
  })
  async usualPaymentTerms(@Ctx() context: RequestContext): Promise<PaymentTerms | null> {
    const point = await context.point();
    const row = await context.read((tx) => usualPaymentTerms(tx, point));
    return row === null ? null : toPaymentTerms(row);
  }

  @FieldResolver(() => LetteringCoverageType, {
    description: 'How much of all customer accounts is lettered.',
  })
  async letteringCoverage(@Ctx() context: RequestContext): Promise<LetteringCoverageType> {
    return toLetteringCoverage(await context.read(tenantLetteringCoverage));
  }
}
