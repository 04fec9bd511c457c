import type { AlertRule, CustomerRiskView } from '../alert-types';
import { moneyText } from '../money-text';
import { isNews, isPastNews } from './news';

/** This many within the news is a habit. */
const HABIT = 2;

/**
 * The bank returned a payment (direct debit, draft, cheque): one alert per return. Older ones, met when years of books are
 * imported, are history and not news. Over when it is news no more, or when the books take it back: books that set it against
 * the payment that was returned do not say when the money came after all.
 */
export const returnedPayment: AlertRule = {
  code: 'RETURNED_PAYMENT',
  isEpisodic: false,
  evaluate(view) {
    const recent = view.returnedPayments.filter(({ on }) => isNews(on, view.today));
    return recent.map((payment) => ({
      rule: 'RETURNED_PAYMENT' as const,
      severity: recent.length >= HABIT ? ('HIGH' as const) : ('MEDIUM' as const),
      dedupKey: keyOf(view, payment),
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
  isOver(alert, view) {
    const { returnedOn } = alert.after;
    if (typeof returnedOn !== 'string' || isPastNews(returnedOn, view.today)) return 'RETURN_AGED';
    const isKnown = view.returnedPayments.some((each) => keyOf(view, each) === alert.dedupKey);
    return isKnown ? null : 'RETURN_CORRECTED';
  },
};

function keyOf(
  { customerId }: CustomerRiskView,
  { sourceKey }: CustomerRiskView['returnedPayments'][number],
): string {
  return `RETURNED_PAYMENT:${customerId}:${sourceKey}`;
}
