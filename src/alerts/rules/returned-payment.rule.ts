import { addDays } from '../../kernel';
import type { AlertRule } from '../alert-types';
import { moneyText } from '../money-text';

/** Older ones, met when years of books are imported, are history and not news. */
const NEWS_DAYS = 90;
/** This many within the news is a habit. */
const HABIT = 2;

/** The bank returned a payment (direct debit, draft, cheque): one alert per return. */
export const returnedPayment: AlertRule = {
  code: 'RETURNED_PAYMENT',
  isEpisodic: false,
  evaluate(view) {
    if (view.returnedPayments.length === 0) return [];
    const since = addDays(view.today, -NEWS_DAYS);
    const recent = view.returnedPayments.filter(({ on }) => on >= since && on <= view.today);
    return recent.map((payment) => ({
      rule: 'RETURNED_PAYMENT' as const,
      severity: recent.length >= HABIT ? ('HIGH' as const) : ('MEDIUM' as const),
      dedupKey: `RETURNED_PAYMENT:${view.customerId}:${payment.sourceKey}`,
      customerId: view.customerId,
      before: null,
      after: {
        returnedOn: payment.on,
        amountMinor: payment.amountMinor.toString(),
        currency: view.currency,
      },
      evidence: [{ kind: 'ledger' as const, sourceKey: payment.sourceKey }],
      deadlineOn: null,
      textKey: 'RETURNED_PAYMENT' as const,
      textParams: {
        customer: view.customerName,
        amount: moneyText(payment.amountMinor, view.currency),
        on: { date: payment.on },
      },
    }));
  },
};
