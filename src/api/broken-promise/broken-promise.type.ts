import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { globalId, type LocalDate } from '../../kernel';
import type { BrokenPromiseRow } from '../../reports';
import { MoneyInput, MoneyType, toMoneyOf } from '../money.type';
import { Refusal } from '../refusal.type';
import { Node } from '../relay/node.type';
import { DateScalar, DateTimeScalar } from '../scalars';

@ObjectType({
  implements: Node,
  description:
    'A promise to pay that a customer did not keep, as a CRM or a collector reported it.',
  simpleResolvers: true,
})
export class BrokenPromise extends Node {
  @Field(() => DateScalar, { description: 'The day by which the customer was to have paid.' })
  promisedOn!: LocalDate;

  @Field(() => MoneyType, {
    nullable: true,
    description: 'What it said it would pay; null when it named no amount.',
  })
  amount!: MoneyType | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it said it would pay for, in the words of who reported it.',
  })
  reference!: string | null;

  @Field(() => String, { nullable: true, description: 'What else was said.' })
  note!: string | null;

  @Field(() => String, { description: 'Who reported it.' })
  reportedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was reported.' })
  reportedAt!: Date;

  customerId!: string;
}

export function toBrokenPromise(row: BrokenPromiseRow): BrokenPromise {
  const { promisedOn, amountMinor, currency, reference, note } = row;
  const { reportedBy, reportedAt, customerId } = row;
  return {
    id: globalId('BrokenPromise', row.brokenPromiseId),
    ...{ promisedOn, reference, note, reportedBy, reportedAt, customerId },
    amount: amountMinor === null ? null : toMoneyOf(amountMinor, currency),
  };
}

export const BrokenPromiseResult = createUnionType({
  name: 'BrokenPromiseResult',
  description: 'The broken promise as it is kept, or why it was refused.',
  types: () => [BrokenPromise, Refusal] as const,
  resolveType: (value) => ('code' in value ? 'Refusal' : 'BrokenPromise'),
});

@InputType({ description: 'Who did not keep which promise to pay.' })
export class ReportBrokenPromiseInput {
  @Field(() => ID, { description: 'The customer.' })
  customerId!: string;

  @Field(() => DateScalar, {
    description: 'The day by which it was to have paid; it has passed.',
  })
  promisedOn!: LocalDate;

  @Field(() => MoneyInput, {
    nullable: true,
    description: 'What it said it would pay, in the customer’s currency; left out: no amount.',
  })
  amount?: MoneyInput | null;

  @Field(() => String, {
    nullable: true,
    description: 'An invoice, a call: what the promise was about; up to 200 characters.',
  })
  reference?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What else was said; up to 2,000 characters.',
  })
  note?: string | null;

  @Field(() => String, {
    description:
      'Chosen by the caller, 1 to 200 characters, one per promise: send the same report with the same key until it is answered; it is kept once.',
  })
  idempotencyKey!: string;
}
