import { Field, ID, Int, ObjectType } from 'type-graphql';
import { globalId } from '../../kernel';
import type {
  DueDateSource,
  EntryKind,
  ReceivableEntryRow,
  ReceivableKind,
  ReceivableRow,
  ReceivableStatus,
  ReportPoint,
} from '../../reports';
import { MoneyType, toMoneyOf } from '../money.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { DateScalar, DateTimeScalar } from '../scalars';
import {
  DueDateSourceEnum,
  EntryKindEnum,
  ReceivableKindEnum,
  ReceivableStatusEnum,
} from './receivable.enums';

@ObjectType({
  description: 'An immutable change of a receivable’s open amount. Their sum is what is open.',
  simpleResolvers: true,
})
export class ReceivableEntry {
  @Field(() => EntryKindEnum, { description: 'What it is.' })
  kind!: EntryKind;

  @Field(() => EntryKindEnum, { nullable: true, description: 'For a reversal: what it undoes.' })
  reversedKind!: EntryKind | null;

  @Field(() => MoneyType, {
    description: 'What it adds to the open amount; negative when it lowers it.',
  })
  amount!: MoneyType;

  @Field(() => DateScalar, { description: 'When it was true in the books.' })
  effectiveOn!: string;

  @Field(() => DateTimeScalar, { description: 'When the hub knew it.' })
  recordedAt!: Date;

  sourceFileId!: string;
  sourceLine!: number;
}

@ObjectType({
  description: 'A discount for paying early, by the terms that held on the day of issue.',
  simpleResolvers: true,
})
export class ReceivableDiscount {
  @Field(() => DateScalar, { description: 'Last day it is granted.' })
  on!: string;

  @Field(() => MoneyType, { description: 'What may be deducted when the whole claim is paid.' })
  amount!: MoneyType;
}

@ObjectType({
  implements: Node,
  description:
    'One claim on a customer: an invoice or instalment, a credit note, a payment on account, an opening item.',
  simpleResolvers: true,
})
export class Receivable extends Node {
  @Field(() => ID, { description: 'The customer, without reading it.' })
  customerId!: string;

  @Field(() => String, {
    description: 'Its number in the books; empty where its source gave it none.',
  })
  number!: string;

  @Field(() => String, { description: 'Its label in the books.' })
  label!: string;

  @Field(() => ReceivableKindEnum, { description: 'What kind of claim it is.' })
  kind!: ReceivableKind;

  @Field(() => DateScalar, { description: 'The day it was issued.' })
  issuedOn!: string;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day it is due; null when there is none.',
  })
  dueOn!: string | null;

  @Field(() => DueDateSourceEnum, { description: 'Where the due date comes from.' })
  dueDateSource!: DueDateSource;

  @Field(() => MoneyType, { description: 'The amount it was issued with; negative for credits.' })
  total!: MoneyType;

  @Field(() => MoneyType, {
    description: 'What is open on the day of the report; negative for credits.',
  })
  open!: MoneyType;

  @Field(() => ReceivableStatusEnum, { description: 'How it stands on the day of the report.' })
  status!: ReceivableStatus;

  @Field(() => Int, {
    description: 'Days past the due date of what is still owed; 0 when nothing is late.',
  })
  daysOverdue!: number;

  @Field(() => Boolean, { description: 'Whether it is disputed.' })
  disputed!: boolean;

  @Field(() => Boolean, { description: 'Whether the books count it as doubtful (account 416).' })
  doubtful!: boolean;

  @Field(() => Boolean, { description: 'Whether a bill of exchange stands for it (account 413).' })
  bill!: boolean;

  @Field(() => ReceivableDiscount, {
    nullable: true,
    description: 'The cash discount agreed when it was issued; null when there was none.',
  })
  discount!: ReceivableDiscount | null;

  @Field(() => MoneyType, {
    nullable: true,
    description:
      'Total of the document in its own currency; null when that is the currency of the books.',
  })
  documentTotal!: MoneyType | null;

  row!: ReceivableRow;
  point!: ReportPoint;
}

export const ReceivableConnection = relayConnection('Receivable', () => Receivable);

export function toReceivable(row: ReceivableRow, point: ReportPoint): Receivable {
  return {
    id: globalId('Receivable', row.receivableId),
    customerId: globalId('Customer', row.customerId),
    number: row.number,
    label: row.label,
    kind: row.kind,
    issuedOn: row.issuedOn,
    dueOn: row.dueOn,
    dueDateSource: row.dueDateSource,
    total: toMoneyOf(row.totalMinor, row.currency),
    open: toMoneyOf(row.openMinor, row.currency),
    status: row.status,
    daysOverdue: row.daysOverdue,
    disputed: row.isDisputed,
    doubtful: row.isDoubtful,
    bill: row.isBill,
    discount: toDiscount(row),
    documentTotal: moneyOrNull(row.documentTotalMinor, row.documentCurrency),
    row,
    point,
  };
}

function toDiscount(row: ReceivableRow): ReceivableDiscount | null {
  const amount = moneyOrNull(row.discountMinor, row.currency);
  return row.discountOn === null || amount === null ? null : { on: row.discountOn, amount };
}

function moneyOrNull(amountMinor: string | null, currency: string | null): MoneyType | null {
  return amountMinor === null || currency === null ? null : toMoneyOf(amountMinor, currency);
}

export function toReceivableEntry(row: ReceivableEntryRow, currency: string): ReceivableEntry {
  return {
    kind: row.kind,
    reversedKind: row.reversedKind,
    amount: toMoneyOf(row.amountMinor, currency),
    effectiveOn: row.effectiveOn,
    recordedAt: row.recordedAt,
    sourceFileId: row.sourceFileId,
    sourceLine: row.sourceLine,
  };
}
