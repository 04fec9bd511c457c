import { Field, ObjectType } from 'type-graphql';
import { domainError, isEncoursError } from '../kernel';

@ObjectType({
  description: 'Why a mutation did not do it: an expected refusal by a rule, not a fault.',
  simpleResolvers: true,
})
export class Refusal {
  @Field(() => String, { description: 'Stable code, e.g. NOT_FOUND.' })
  code!: string;

  @Field(() => String, { description: 'What the rule says, for people.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'What to do about it.' })
  remedy!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The input it is about, e.g. `input.amount`; null when it is about no single one.',
  })
  field!: string | null;
}

/**
 * Runs a mutation, from reading its input on: input that cannot be used, refusals by business rules and lost races become
 * its typed result; faults, and what the caller's key may not do, stay errors.
 */
export async function orRefusal<Result>(work: () => Promise<Result>): Promise<Result | Refusal> {
  try {
    return await work();
  } catch (error) {
    if (!isEncoursError(error, 'CONFIG', 'DOMAIN', 'CONFLICT')) throw error;
    const { code, message, remedy = null, place } = error;
    return { code, message, remedy, field: place.field ?? null };
  }
}

/** The error of an id nothing of the caller's tenant has, thrown for what somebody else's tenant may have. */
export function notFound(what: string): Error {
  return domainError('NOT_FOUND', `there is no ${what} with this id`, {
    remedy: 'Use an id this API answered to the same key.',
  });
}

/** Throws NOT_FOUND for null. */
export function found<Value>(value: Value | null | undefined, what: string): Value {
  if (value === null || value === undefined) throw notFound(what);
  return value;
}
