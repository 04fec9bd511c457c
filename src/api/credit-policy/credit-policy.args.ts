import { ArgsType, Field } from 'type-graphql';
import { DateScalar, JsonScalar } from '../scalars';

/** How the argument is described wherever a document is taken. */
export const DOCUMENT =
  'The policy: JSON as docs/credit-policy.schema.json describes it. Amounts are decimal strings in major units, rates numbers.';

@ArgsType()
export class PublishPolicyArgs {
  @Field(() => JsonScalar, { description: DOCUMENT })
  document!: unknown;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'First day it is in force, today or later; today when absent.',
  })
  effectiveOn?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why; kept with the version. At most 2,000 characters.',
  })
  comment?: string | null;
}
