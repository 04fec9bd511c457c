import { Field, ID, Int, ObjectType } from 'type-graphql';
import {
  CONTROL_ITEMS,
  type ControlItem,
  STATEMENT_ITEMS,
  STATEMENT_RATIOS,
  type LegalEventKind,
  type StatementItem,
  type StatementRatio,
  type UseRestriction,
} from '../../connector-kit';
import { globalId } from '../../kernel';
import type { LegalEventRow, StatementRow } from '../../reports';
import { defineEnum } from '../define-enum';
import { UseRestrictionField } from '../licence/licence.type';
import { MoneyType, toMoneyOf } from '../money.type';
import { relayConnection } from '../relay/connection.type';
import { Node } from '../relay/node.type';
import { DateScalar, DateTimeScalar, DecimalScalar } from '../scalars';
import {
  ConfidentialityEnum,
  EventRelationEnum,
  LegalEventKindEnum,
  StatementScopeEnum,
} from './company.enums';

const StatementItemEnum = defineEnum<StatementItem | ControlItem>(
  'StatementItem',
  'A line of the accounts.',
  {
    totalAssets: 'Total assets.',
    currentAssets: 'Current assets.',
    inventories: 'Inventories.',
    tradeReceivables: 'Trade receivables.',
    cash: 'Cash and equivalents.',
    equity: 'Equity.',
    shareCapital: 'Share capital.',
    retainedEarnings: 'Retained earnings and reserves.',
    provisions: 'Provisions for liabilities.',
    totalDebt: 'All debts.',
    currentLiabilities: 'Liabilities due within a year.',
    financialDebt: 'Debts to lenders.',
    tradePayables: 'Trade payables.',
    turnover: 'Turnover.',
    valueAdded: 'Value added.',
    ebitda: 'Gross operating surplus (EBE).',
    operatingIncome: 'Operating income.',
    depreciation: 'Depreciation and amortisation.',
    financialCharges: 'Financial charges.',
    profitBeforeTax: 'Profit before tax.',
    netIncome: 'Net income.',
    personnelCost: 'Personnel cost.',
    intangibleAssets: 'Intangible assets.',
    financialAssets: 'Shares held and claims on companies they are held in.',
    totalLiabilities: 'Total of the liabilities side, to be compared with total assets.',
    equityParts: 'Sum of the lines of equity, to be compared with equity.',
    netIncomeInEquity: 'Net income as the balance sheet states it.',
  },
);

@ObjectType({ description: 'One line of a financial statement.', simpleResolvers: true })
export class StatementAmount {
  @Field(() => StatementItemEnum, { description: 'The line.' })
  item!: StatementItem | ControlItem;

  @Field(() => MoneyType, { description: 'Its amount.' })
  amount!: MoneyType;
}

const StatementRatioEnum = defineEnum<StatementRatio>(
  'StatementRatio',
  'A ratio as the source computed it; percentages are percent, days are days.',
  {
    debtRatioPercent: 'Debt in percent of equity.',
    liquidityRatioPercent: 'Liquidity.',
    assetAgePercent: 'Wear of fixed assets.',
    financialAutonomyPercent: 'Financial autonomy.',
    workingCapitalToTurnoverPercent: 'Working capital requirement in percent of turnover.',
    interestCoverPercent: 'Interest cover.',
    cashFlowToTurnoverPercent: 'Cash flow in percent of turnover.',
    ebitdaMarginPercent: 'EBITDA margin.',
    pretaxMarginPercent: 'Margin before tax.',
    repaymentCapacityYears: 'Years to repay debt out of cash flow.',
    workingCapitalDays: 'Working capital requirement in days of turnover.',
    inventoryDays: 'Turnover of inventories in days.',
    customerCreditDays: 'Days customers take to pay.',
    supplierCreditDays: 'Days suppliers wait.',
  },
);

@ObjectType({ description: 'One ratio of a financial statement.', simpleResolvers: true })
export class StatementRatioValue {
  @Field(() => StatementRatioEnum, { description: 'The ratio.' })
  ratio!: StatementRatio;

  @Field(() => DecimalScalar, { description: 'Its value, exactly as published.' })
  value!: string;
}

@ObjectType({
  description: 'Annual accounts, as far as they are published.',
  simpleResolvers: true,
})
export class FinancialStatement {
  @Field(() => DateScalar, { description: 'Closing date of the year.' })
  closedOn!: string;

  @Field(() => Int, {
    nullable: true,
    description: 'Length of the year in months; null when unknown.',
  })
  months!: number | null;

  @Field(() => StatementScopeEnum, { description: 'Whose accounts they are.' })
  scope!: StatementRow['scope'];

  @Field(() => ConfidentialityEnum, {
    description:
      'What was kept confidential, as the strictest of the sources says: figures that another source has all the same are not public.',
  })
  confidentiality!: StatementRow['confidentiality'];

  @Field(() => DateScalar, { nullable: true, description: 'The day they were filed.' })
  filedOn!: string | null;

  @Field(() => [StatementAmount], {
    description: 'The lines the source gave; a line that is missing is unknown, not zero.',
  })
  items!: StatementAmount[];

  @Field(() => [StatementRatioValue], {
    description: 'The ratios the source gave ready-made, shown beside ours.',
  })
  ratios!: StatementRatioValue[];

  @Field(() => String, { description: 'The connector they came through.' })
  connector!: string;

  @Field(() => String, { description: 'The source’s own key of the statement.' })
  sourceRecord!: string;

  @Field(() => DateTimeScalar, { description: 'When the hub fetched them.' })
  fetchedAt!: Date;

  @UseRestrictionField()
  useRestriction!: UseRestriction;
}

export function toFinancialStatement(row: StatementRow): FinancialStatement {
  return {
    closedOn: row.closedOn,
    months: row.months,
    scope: row.scope,
    confidentiality: row.confidentiality,
    filedOn: row.filedOn,
    items: [...STATEMENT_ITEMS, ...CONTROL_ITEMS].flatMap((item) => {
      const amountMinor = row.items[item];
      return amountMinor === undefined
        ? []
        : [{ item, amount: toMoneyOf(amountMinor, row.currency) }];
    }),
    ratios: STATEMENT_RATIOS.flatMap((ratio) => {
      const value = row.ratios[ratio];
      return value === undefined ? [] : [{ ratio, value }];
    }),
    connector: row.connectorId,
    sourceRecord: row.sourceKey,
    fetchedAt: row.fetchedAt,
    useRestriction: row.useRestriction,
  };
}

@ObjectType({
  implements: Node,
  description: 'A published legal notice about a company.',
  simpleResolvers: true,
})
export class LegalEvent extends Node {
  @Field(() => ID, { description: 'The company.' })
  companyId!: string;

  @Field(() => LegalEventKindEnum, { description: 'What it tells.' })
  kind!: LegalEventKind;

  @Field(() => String, { description: 'The notice’s own number.' })
  number!: string;

  @Field(() => DateScalar, { description: 'The day it was published.' })
  publishedOn!: string;

  @Field(() => DateScalar, { nullable: true, description: 'The day of the judgment or act.' })
  decidedOn!: string | null;

  @Field(() => String, { nullable: true, description: 'The court.' })
  court!: string | null;

  @Field(() => String, { description: 'What it is, in the words of the source.' })
  title!: string;

  @Field(() => String, { nullable: true, description: 'Its text.' })
  detail!: string | null;

  @Field(() => String, { nullable: true, description: 'Where it can be read.' })
  url!: string | null;

  @Field(() => EventRelationEnum, {
    nullable: true,
    description: 'What it does to an earlier notice.',
  })
  relation!: LegalEventRow['relation'];

  @Field(() => String, { nullable: true, description: 'Number of that earlier notice.' })
  relatedNumber!: string | null;

  @Field(() => String, { description: 'The connector it came through.' })
  connector!: string;

  @Field(() => DateTimeScalar, { description: 'When the hub fetched it.' })
  fetchedAt!: Date;

  @UseRestrictionField()
  useRestriction!: UseRestriction;
}

export const LegalEventConnection = relayConnection('LegalEvent', () => LegalEvent);

export function toLegalEvent(row: LegalEventRow): LegalEvent {
  return {
    id: globalId('LegalEvent', row.legalEventId),
    companyId: globalId('Company', row.companyId),
    kind: row.kind,
    number: row.sourceKey,
    publishedOn: row.publishedOn,
    decidedOn: row.decidedOn,
    court: row.court,
    title: row.title,
    detail: row.detail,
    url: row.url,
    relation: row.relation,
    relatedNumber: row.relatedKey,
    connector: row.connectorId,
    fetchedAt: row.fetchedAt,
    useRestriction: row.useRestriction,
  };
}
