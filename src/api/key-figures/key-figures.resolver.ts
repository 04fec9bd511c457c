import type { GraphQLResolveInfo } from 'graphql';
import { Args, Ctx, Extensions, Info, Query, Resolver } from 'type-graphql';
import type { Money } from '../../kernel';
import {
  figuresPeriod,
  keyFigures,
  type ExpectedReceipts,
  type KeyFigures as Figures,
  type Provision as ProvisionFigures,
} from '../../reports';
import { toCustomerFilter } from '../customer/customer.input';
import { toMoney, type MoneyType } from '../money.type';
import type { RequestContext } from '../request-context';
import { selects } from '../selects';
import { KeyFiguresArgs } from './key-figures.args';
import { KeyFigures } from './key-figures.type';
import { toPeriodFigures } from './period-figures.type';
import { OWN_COST } from '../query-cost/measure';

@Resolver(() => KeyFigures)
export class KeyFiguresResolver {
  @Extensions({ [OWN_COST]: 5_000 })
  @Query(() => KeyFigures, {
    description:
      'How long sales stay unpaid, what is overdue, what comes in and what may be lost: key figures of a period, in total and month by month.',
  })
  async keyFigures(
    @Ctx() context: RequestContext,
    @Args(() => KeyFiguresArgs) args: KeyFiguresArgs,
    @Info() info: GraphQLResolveInfo,
  ): Promise<object> {
    const { knownAt } = args;
    const known = await context.point({ knownAt });
    const period = figuresPeriod(args, { today: context.today, knownOn: known.asOf });
    const point =
      period.through === known.asOf
        ? known
        : await context.point({ asOf: period.through, knownAt });
    const any = (...fields: string[]): boolean => fields.some((field) => selects(info, field));
    const figures = await context.read((tx) =>
      keyFigures(tx, {
        ...{ period, point },
        filter: toCustomerFilter(args.filter),
        currency: args.currency ?? context.key.booksCurrency,
        booksCurrency: context.key.booksCurrency,
        parts: {
          concentration: any('concentrationHhi', 'effectiveCustomers', 'top1Share', 'top10Share'),
          provision: any('expectedLoss', 'provision'),
          receipts: any('expectedReceipts', 'receiptsUnscheduled', 'expectedReceiptsMethod'),
          contested: any('disputed', 'doubtful'),
        },
      }),
    );
    return toKeyFigures(figures);
  }
}

/** Parts that were not selected are not there, and nobody asks for them. */
function toKeyFigures(figures: Figures): object {
  const { period, concentration, provision, receipts, contested, monthly, ...rest } = figures;
  return {
    ...rest,
    ...toPeriodFigures(figures),
    ...period,
    ...concentration,
    ...(provision && toProvision(provision)),
    ...(receipts && toReceipts(receipts)),
    ...(contested && moneys(contested)),
    openClaims: toMoney(figures.openClaims),
    unallocatedCredits: toMoney(figures.unallocatedCredits),
    cashEffectOfOneDay: toMoney(figures.cashEffectOfOneDay),
    settlements: moneys({ ...figures.settlements }),
    unconverted: figures.unconverted.map(toMoney),
    monthly: monthly.map(({ span, ...month }) => ({ ...span, ...toPeriodFigures(month) })),
  };
}

function toProvision({ expectedLoss, lines, ...rest }: ProvisionFigures): object {
  return {
    expectedLoss: toMoney(expectedLoss),
    provision: {
      ...rest,
      lines: lines.map((line) => ({
        ...line,
        open: toMoney(line.open),
        expectedLoss: toMoney(line.expectedLoss),
      })),
    },
  };
}

function toReceipts({ weeks, unscheduled, method }: ExpectedReceipts): object {
  return {
    expectedReceipts: weeks.map(({ weekStart, amount }) => ({
      weekStart,
      amount: toMoney(amount),
    })),
    receiptsUnscheduled: toMoney(unscheduled),
    expectedReceiptsMethod: method,
  };
}

function moneys(amounts: Record<string, Money>): Record<string, MoneyType> {
  return Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, toMoney(value)]));
}
