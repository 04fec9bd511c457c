import { termsBeside } from '../../scoring';
import type { EquityView } from '../company-signals';
import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import { moneyText } from '../money-text';

/**
 * Companies whose members risk no more than their share: SARL, SA, SAS, partnerships limited by shares, European companies.
 * Of these the law asks for a decision when losses have eaten half of the capital (art. L. 223-42 and L. 225-248 C. com.).
 */
const LIMITED_FORMS = ['53', '54', '55', '56', '57', '58'];

/**
 * By the latest usable accounts the equity is below half of the share capital. One alert per stretch of years; over when
 * later accounts show it restored. Of a form for which the law does not ask nothing is said; an unknown form is asked about.
 */
export const equityBelowHalfCapital: AlertRule = {
  code: 'EQUITY_BELOW_HALF_CAPITAL',
  isEpisodic: true,
  evaluate(view) {
    const { equity } = view.company;
    if (equity === null || !isAsked(view) || !isBelowHalf(equity)) return [];
    const { closedOn, currency, equityMinor, shareCapitalMinor } = equity;
    return [
      {
        rule: 'EQUITY_BELOW_HALF_CAPITAL',
        severity: severityOf(equity, view),
        dedupKey: `EQUITY_BELOW_HALF_CAPITAL:${view.customerId}`,
        customerId: view.customerId,
        before: null,
        after: {
          closedOn,
          equityMinor: equityMinor.toString(),
          shareCapitalMinor: shareCapitalMinor.toString(),
          currency,
        },
        evidence: [
          { kind: 'statement', sourceKey: equity.sourceKey, ...termsBeside(equity.terms) },
        ],
        deadlineOn: null,
        textKey: 'EQUITY_BELOW_HALF_CAPITAL',
        textParams: {
          customer: view.customerName,
          closedOn: { date: closedOn },
          equity: moneyText(equityMinor, currency),
          capital: moneyText(shareCapitalMinor, currency),
          exposure: moneyText(view.exposureMinor, view.currency),
        },
      },
    ];
  },
  isOver(_alert, { company: { equity } }) {
    return equity !== null && !isBelowHalf(equity) ? 'EQUITY_RESTORED' : null;
  },
};

function isAsked({ company: { legalFormCode } }: CustomerRiskView): boolean {
  return legalFormCode === null || LIMITED_FORMS.some((form) => legalFormCode.startsWith(form));
}

function isBelowHalf({ equityMinor, shareCapitalMinor }: EquityView): boolean {
  return equityMinor * 2n < shareCapitalMinor;
}

/** Negative equity is more than a formality; with nothing owed there is nothing to hurry for. */
function severityOf({ equityMinor }: EquityView, { exposureMinor }: CustomerRiskView): Severity {
  if (equityMinor < 0n) return exposureMinor > 0n ? 'HIGH' : 'MEDIUM';
  return exposureMinor > 0n ? 'MEDIUM' : 'LOW';
}
