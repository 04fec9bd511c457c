import { multiplyMinor } from '../../kernel';
import type { AlertDraft, AlertRule, CustomerRiskView, Severity } from '../alert-types';
import type { LimitSeriesView, LimitValueView } from '../company-signals';
import { moneyText } from '../money-text';
import { isNews } from './news';
import { evidenceOfBoth } from './series-evidence';

interface Cut {
  readonly from: LimitValueView & { readonly amountMinor: bigint };
  readonly to: LimitValueView;
}

/**
 * A bureau or insurer recommends a limit smaller than before by the policy's share and more, or none any more. One alert per
 * cut; over when it recommends as much again. An opinion, not a cover.
 */
export const recommendedLimitCut: AlertRule = {
  code: 'RECOMMENDED_LIMIT_CUT',
  isEpisodic: false,
  evaluate(view) {
    return view.company.recommendedLimits.flatMap((series) =>
      cutsIn(series, view)
        .filter(({ from, to }) => isNews(to.on, view.today) && !isRaised(series, from.amountMinor))
        .map((cut) => draft(series, cut, view)),
    );
  },
  isOver(alert, view) {
    const { connection, currency, fromMinor } = alert.after;
    const series = view.company.recommendedLimits.find(
      (each) => each.connectionId === connection && each.currency === currency,
    );
    if (series === undefined || typeof fromMinor !== 'string') return null;
    return isRaised(series, BigInt(fromMinor)) ? 'RECOMMENDATION_RAISED' : null;
  },
};

/** As much is recommended now as before the cut. */
function isRaised({ values }: LimitSeriesView, fromMinor: bigint): boolean {
  const latest = values.at(-1)?.amountMinor ?? null;
  return latest !== null && latest >= fromMinor;
}

/** Small cuts add up to the next that counts; whatever rises is where the next is measured from. */
function cutsIn({ values }: LimitSeriesView, { thresholds }: CustomerRiskView): Cut[] {
  const cuts: Cut[] = [];
  let highest: Cut['from'] | null = null;
  for (const value of values) {
    const { amountMinor } = value;
    if (highest === null || (amountMinor !== null && amountMinor >= highest.amountMinor)) {
      highest = amountMinor === null ? highest : { ...value, amountMinor };
      continue;
    }
    const floor = multiplyMinor(highest.amountMinor, 1 - thresholds.recommendedLimitCutRate);
    if (amountMinor !== null && amountMinor > floor) continue;
    cuts.push({ from: highest, to: value });
    highest = amountMinor === null ? null : { ...value, amountMinor };
  }
  return cuts;
}

function draft(series: LimitSeriesView, { from, to }: Cut, view: CustomerRiskView): AlertDraft {
  const { connectionId, connectorId, currency } = series;
  const isGone = to.amountMinor === null || to.amountMinor === 0n;
  return {
    rule: 'RECOMMENDED_LIMIT_CUT',
    severity: severityOf(series, to, view),
    dedupKey: `RECOMMENDED_LIMIT_CUT:${view.customerId}:${connectionId}:${currency}:${to.on}`,
    customerId: view.customerId,
    before: { amountMinor: from.amountMinor.toString(), currency, on: from.on },
    after: {
      ...{ connector: connectorId, connection: connectionId, currency, on: to.on },
      fromMinor: from.amountMinor.toString(),
      amountMinor: to.amountMinor?.toString() ?? null,
    },
    evidence: evidenceOfBoth('recommendedLimit', from, to),
    deadlineOn: null,
    textKey: isGone ? 'RECOMMENDED_LIMIT_GONE' : 'RECOMMENDED_LIMIT_CUT',
    textParams: {
      customer: view.customerName,
      provider: connectorId,
      from: moneyText(from.amountMinor, currency),
      to: to.amountMinor === null ? null : moneyText(to.amountMinor, currency),
      on: { date: to.on },
      exposure: moneyText(view.exposureMinor, view.currency),
    },
  };
}

/** More is owed than is recommended any more: look this week; nothing recommended at all: today. */
function severityOf(
  { currency }: LimitSeriesView,
  { amountMinor }: LimitValueView,
  view: CustomerRiskView,
): Severity {
  if (view.exposureMinor <= 0n) return 'INFO';
  if (amountMinor === null || amountMinor === 0n) return 'HIGH';
  const isAbove = currency === view.currency && view.exposureMinor > amountMinor;
  return isAbove ? 'MEDIUM' : 'LOW';
}
