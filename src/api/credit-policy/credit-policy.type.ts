import { Field, Int, ObjectType } from 'type-graphql';
import {
  policyVersionName,
  type PolicyProblemCode,
  type PolicyRecord,
  type PolicyStanding,
} from '../../limits';
import { defineEnum } from '../define-enum';
import { CurrencyCodeScalar, DateScalar, DateTimeScalar, JsonScalar } from '../scalars';

export const CreditPolicyStandingEnum = defineEnum<PolicyStanding>(
  'CreditPolicyStanding',
  'Where a version of the credit policy stands today.',
  {
    IN_FORCE: 'Limits are decided by it.',
    SCHEDULED: 'It begins on a later day.',
    SUPERSEDED: 'A later version took its place, before or after it had begun.',
  },
);

@ObjectType({
  description:
    'One version of the rules of credit, as published. Version 0 is built in and in force until the first is published.',
  simpleResolvers: true,
})
export class CreditPolicy {
  @Field(() => Int, { description: 'Counted from 1 in each tenant; 0 for the built-in one.' })
  version!: number;

  @Field(() => String, {
    description: 'How limits name it in `policyVersion`: `policy-3`, or `default-1`.',
  })
  policyVersion!: string;

  @Field(() => String, { description: 'What people call it.' })
  name!: string;

  @Field(() => CurrencyCodeScalar, { description: 'The currency of its amounts.' })
  currency!: string;

  @Field(() => JsonScalar, {
    description:
      'The document in its canonical form; its amounts are decimal strings in major units of its currency, its rates numbers (0.2 is 20 %).',
  })
  document!: unknown;

  @Field(() => String, { description: 'SHA-256 of the canonical document, in hexadecimal.' })
  digest!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'First day it is in force, in the tenant’s time zone; null for the built-in one.',
  })
  effectiveOn!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was published; null for the built-in one.',
  })
  publishedAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Who published it; null for the built-in one.',
  })
  publishedBy!: string | null;

  @Field(() => String, { nullable: true, description: 'What who published it wrote.' })
  comment!: string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'One person alone published it and it allows more than this version: until somebody else publishes the same document, it sets nothing above what a credit manager may grant that this version would not set without a person, and who published it approves none of its proposals. Null when it stands in full.',
  })
  boundedBy!: number | null;

  @Field(() => CreditPolicyStandingEnum, { description: 'Where it stands today.' })
  standing!: PolicyStanding;

  @Field(() => [Int], {
    description:
      'Versions that were to begin later and never will, because this one was published for the same day or before.',
  })
  supersedes!: readonly number[];

  @Field(() => Boolean, { description: 'Whether limits are decided by it today.' })
  isInForce!: boolean;
}

export function toCreditPolicy(record: PolicyRecord): CreditPolicy {
  const { version, document, digest, effectiveOn, publishedAt, publishedBy, comment } = record;
  return {
    ...{ version, document, digest, effectiveOn, publishedAt, publishedBy, comment },
    policyVersion: policyVersionName(version),
    name: document.name,
    currency: document.currency,
    boundedBy: record.boundedBy,
    standing: record.standing,
    supersedes: record.supersedes,
    isInForce: record.standing === 'IN_FORCE',
  };
}

export const CreditPolicyProblemCodeEnum = defineEnum<PolicyProblemCode>(
  'CreditPolicyProblemCode',
  'In which way a policy document is wrong.',
  {
    MISSING: 'Something must be written and is not.',
    UNKNOWN_MEMBER: 'Something is written that no policy has.',
    INVALID_VALUE: 'A value is not of the kind or the size it must be.',
    REPEATED: 'Something is written twice.',
    CONFLICT: 'Values that are right alone contradict each other.',
    TOO_LARGE: 'The document is too large or too deep.',
  },
);

@ObjectType({
  description: 'One thing wrong with a policy document.',
  simpleResolvers: true,
})
export class CreditPolicyProblem {
  @Field(() => String, {
    description:
      'Where, as in `segments[1].grades.C.equityRate`; empty for the document as a whole.',
  })
  path!: string;

  @Field(() => CreditPolicyProblemCodeEnum, { description: 'In which way it is wrong.' })
  code!: PolicyProblemCode;

  @Field(() => String, { description: 'What is wrong and what to do about it.' })
  message!: string;
}

@ObjectType({
  description: 'Nothing was published, because the document is not a policy.',
  simpleResolvers: true,
})
export class CreditPolicyInvalid {
  @Field(() => String, { description: 'Always CREDIT_POLICY_INVALID.' })
  code!: string;

  @Field(() => [CreditPolicyProblem], {
    description: 'Everything that is wrong with it, at most 100 things.',
  })
  problems!: CreditPolicyProblem[];
}
