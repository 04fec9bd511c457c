import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { localeOf } from '../../kernel';
import { reasonText } from '../../scoring';
import { Reason } from './credit-assessment.type';

@Resolver(() => Reason)
export class ReasonResolver {
  @FieldResolver(() => String, { description: 'The reason in words, with its figures.' })
  text(
    @Root() reason: Reason,
    @Arg('locale', () => String, {
      defaultValue: 'en',
      description: 'Language tag: French for "fr" and its regions, else English.',
    })
    locale: string,
  ): string {
    return reasonText(reason.facts.code, reason.facts.params, localeOf(locale));
  }
}
