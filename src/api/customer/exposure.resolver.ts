import { FieldResolver, Resolver, Root } from 'type-graphql';
import { money } from '../../kernel';
import { Asked, type AskedField } from '../asked';
import { type MoneyType, toMoney } from '../money.type';
import { fieldRestricted, unreadableTerms, withhold } from '../use-restriction';
import { Exposure } from './customer.type';

/** What is insured is our own sum, but of one cover as a rule: who may not read the cover may not read it off the sum. */
@Resolver(() => Exposure)
export class ExposureResolver {
  @FieldResolver()
  insured(@Root() exposure: Exposure, @Asked() asked: AskedField): MoneyType {
    const { currency } = exposure.total;
    return mayTell(exposure, asked, 'insured') ? exposure.insured : toMoney(money(0n, currency));
  }

  @FieldResolver()
  uninsured(@Root() exposure: Exposure, @Asked() asked: AskedField): MoneyType {
    return mayTell(exposure, asked, 'uninsured') ? exposure.uninsured : exposure.total;
  }
}

/** Answers whether the covers may be counted; if not, the error USE_RESTRICTED stands beside what is told instead. */
function mayTell({ coverTerms }: Exposure, { context, info }: AskedField, field: string): boolean {
  const hidden = unreadableTerms(context, coverTerms);
  if (hidden !== null) withhold(fieldRestricted(`Exposure.${field}`, hidden), context, info);
  return hidden === null;
}
