import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { localeOf } from '../../kernel';
import { coverAssumptionText } from '../../limits';
import { Asked, type AskedField } from '../asked';
import { fieldRestricted, unreadableTerms, withhold } from '../use-restriction';
import { LimitTermAmount } from './credit-limit.type';
import { LimitAssumption } from './limit-assumption.type';

@Resolver(() => LimitAssumption)
export class LimitAssumptionResolver {
  @FieldResolver(() => String, { description: 'The assumption in words.' })
  text(
    @Root() assumption: LimitAssumption,
    @Arg('locale', () => String, {
      defaultValue: 'en',
      description: 'Language tag: French for "fr" and its regions, else English.',
    })
    tag: string,
  ): string {
    return coverAssumptionText(assumption, localeOf(tag));
  }
}

/** That something was assumed tells of a cover: told to those who may read it. */
@Resolver(() => LimitTermAmount)
export class LimitTermAssumptionsResolver {
  @FieldResolver(() => [LimitAssumption], {
    description:
      'What the policy assumed in the amount where insurers do not say; empty, with an error USE_RESTRICTED, where the amount may not be told.',
  })
  assumptions(
    @Root() { assumed, sourceTerms }: LimitTermAmount,
    @Asked() { context, info }: AskedField,
  ): LimitAssumption[] {
    const hidden = unreadableTerms(context, [sourceTerms]);
    if (hidden === null || assumed.length === 0) return assumed;
    withhold(fieldRestricted('LimitTermAmount.assumptions', hidden), context, info);
    return [];
  }
}
