import {
  Arg,
  Args,
  Authorized,
  createUnionType,
  Ctx,
  Extensions,
  FieldResolver,
  Int,
  Mutation,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { configError } from '../../kernel';
import type { ApiRole } from '../../database';
import { policyHistory, policyRecord, PREVIEW_CHANGES_MAX, previewPolicy } from '../../limits';
import { Customer } from '../customer/customer.type';
import { loadCustomer } from '../customer/load-customer';
import { OWN_COST } from '../query-cost/measure';
import { found, orRefusal, Refusal } from '../refusal.type';
import type { RequestContext } from '../request-context';
import { JsonScalar } from '../scalars';
import { DOCUMENT, PublishPolicyArgs } from './credit-policy.args';
import {
  CreditPolicyPreview,
  CreditPolicyPreviewChange,
  invalidPreview,
  toPreview,
  toProblems,
} from './credit-policy-preview.type';
import { CreditPolicy, CreditPolicyInvalid, toCreditPolicy } from './credit-policy.type';

const PublishPolicyResult = createUnionType({
  name: 'PublishPolicyResult',
  description: 'The version as published, what is wrong with the document, or why it was refused.',
  types: () => [CreditPolicy, CreditPolicyInvalid, Refusal] as const,
  resolveType: (value) => {
    if ('problems' in value) return 'CreditPolicyInvalid';
    return 'digest' in value ? 'CreditPolicy' : 'Refusal';
  },
});

/** Every limit is decided twice: two of these are an operation’s most, and leave room for all the changes of one. */
const WHOLE_PORTFOLIO = 40_000;

@Resolver(() => CreditPolicy)
export class CreditPolicyResolver {
  @Query(() => CreditPolicy, {
    nullable: true,
    description: 'A version of the credit policy, by default the one in force; null for none.',
  })
  async creditPolicy(
    @Ctx() context: RequestContext,
    @Arg('version', () => Int, {
      nullable: true,
      description: 'Its number; 0 is the built-in one. The one in force today when absent.',
    })
    version: number | null,
  ): Promise<CreditPolicy | null> {
    return readPolicy(context, version ?? null);
  }

  @Query(() => [CreditPolicy], {
    description:
      'The versions of the credit policy, newest first and the built-in one last; the newest 200.',
  })
  async creditPolicies(@Ctx() context: RequestContext): Promise<CreditPolicy[]> {
    const records = await context.read((tx) => policyHistory(tx, context.today));
    return records.map(toCreditPolicy);
  }

  @Authorized<ApiRole>('CREDIT_MANAGER', 'APPROVER')
  @Extensions({ [OWN_COST]: WHOLE_PORTFOLIO })
  @Query(() => CreditPolicyPreview, {
    description:
      'What would change if this document were published today; nothing is written. For CREDIT_MANAGER, APPROVER and ADMIN.',
  })
  async creditPolicyPreview(
    @Ctx() context: RequestContext,
    @Arg('document', () => JsonScalar, { description: DOCUMENT }) document: unknown,
  ): Promise<CreditPolicyPreview> {
    const { today, now, actor } = context;
    const publisher = { publishedBy: actor.label, publishedByKey: actor.keyId };
    const preview = await context.read((tx) =>
      previewPolicy(tx, { document, asOf: today, at: now, publisher }),
    );
    if ('problems' in preview) return invalidPreview(preview.problems, today);
    return toPreview(preview, context.key.booksCurrency);
  }

  @Authorized<ApiRole>('APPROVER')
  @Mutation(() => PublishPolicyResult, {
    description:
      'Publishes a document as the next version; the same document for the same day again is the version it has. A version supersedes those before it, also ones that were to begin later. What allows more than before stands in full once two people have published it (boundedBy). In force at once, the limits of all customers are decided by it: of large portfolios behind the answer. For APPROVER and ADMIN.',
  })
  publishCreditPolicy(
    @Ctx() context: RequestContext,
    @Args(() => PublishPolicyArgs) args: PublishPolicyArgs,
  ): Promise<CreditPolicy | CreditPolicyInvalid | Refusal> {
    return orRefusal(async () => {
      const published = await context.services.actions.publishCreditPolicy(context.actor, {
        document: args.document,
        effectiveOn: args.effectiveOn ?? null,
        comment: args.comment ?? null,
      });
      if ('problems' in published) {
        return { code: 'CREDIT_POLICY_INVALID', problems: toProblems(published.problems) };
      }
      const policy = await readPolicy(context.renewed(), published.version);
      return found(policy, 'credit policy');
    });
  }
}

async function readPolicy(
  context: RequestContext,
  version: number | null,
): Promise<CreditPolicy | null> {
  const record = await context.read((tx) => policyRecord(tx, version, context.today));
  return record === null ? null : toCreditPolicy(record);
}

@Resolver(() => CreditPolicyPreview)
export class CreditPolicyPreviewResolver {
  @FieldResolver(() => [CreditPolicyPreviewChange], {
    description:
      'The customers whose limit or proposal will be another than it is, the document’s largest change first.',
  })
  changes(
    @Root() { allChanges }: CreditPolicyPreview,
    @Arg('first', () => Int, {
      defaultValue: 100,
      description: 'How many: 0 to 10,000.',
    })
    first: number,
  ): CreditPolicyPreviewChange[] {
    if (first < 0 || first > PREVIEW_CHANGES_MAX) {
      throw configError('BAD_PAGE_SIZE', `first is ${first}, not within 0 to 10,000`, {
        place: { field: 'first' },
        remedy: 'Ask for 0 to 10,000 changes.',
      });
    }
    return allChanges.slice(0, first);
  }
}

@Resolver(() => CreditPolicyPreviewChange)
export class CreditPolicyPreviewChangeResolver {
  @FieldResolver(() => Customer, { nullable: true, description: 'The customer.' })
  customer(
    @Root() { customerId }: CreditPolicyPreviewChange,
    @Ctx() context: RequestContext,
  ): Promise<Customer | null> {
    return loadCustomer(context, customerId);
  }
}

export const CREDIT_POLICY_RESOLVERS = [
  CreditPolicyResolver,
  CreditPolicyPreviewResolver,
  CreditPolicyPreviewChangeResolver,
] as const;
