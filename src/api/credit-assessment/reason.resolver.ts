import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { localeOf } from '../../kernel';
import { reasonText } from '../../scoring';
import { Asked, type AskedField } from '../asked';
import { readableText } from '../use-restriction';
import { Reason } from './credit-assessment.type';

@Resolver(() => Reason)
export class ReasonResolver {
  @FieldResolver(() => String, {
    description:
      'The reason in words, with its figures; without them and with an error `USE_RESTRICTED` when they may not be shown.',
  })
  text(
    @Root() { facts }: Reason,
    @Asked() { context, info }: AskedField,
    @Arg('locale', () => String, {
      defaultValue: 'en',
      description: 'Language tag: French for "fr" and its regions, else English.',
    })
    tag: string,
  ): string {
    const locale = localeOf(tag);
    const terms = facts.evidence.map((ref) => ref.terms);
    const text = (): string => reasonText(facts.code, facts.params, locale);
    return readableText({ text, terms, locale }, context, info);
  }
}
