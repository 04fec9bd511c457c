import { termsBeside } from '../../scoring';
import type { AlertRule } from '../alert-types';
import { moneyText } from '../money-text';

/** The company was struck off the register or has ceased: nobody is left to pay. One alert per notice. */
export const companyStruckOff: AlertRule = {
  code: 'COMPANY_STRUCK_OFF',
  isEpisodic: false,
  evaluate(view) {
    const struckOff = view.struckOff;
    if (struckOff === null) return [];
    return [
      {
        rule: 'COMPANY_STRUCK_OFF',
        severity: view.exposureMinor > 0n ? 'HIGH' : 'MEDIUM',
        dedupKey: `COMPANY_STRUCK_OFF:${view.customerId}:${struckOff.sourceKey}`,
        customerId: view.customerId,
        before: null,
        after: {
          struckOffOn: struckOff.on,
          exposureMinor: view.exposureMinor.toString(),
          currency: view.currency,
        },
        evidence: [
          { kind: 'notice', sourceKey: struckOff.sourceKey, ...termsBeside(struckOff.terms) },
        ],
        deadlineOn: null,
        textKey: 'STRUCK_OFF',
        textParams: {
          customer: view.customerName,
          on: struckOff.on === null ? null : { date: struckOff.on },
          exposure: moneyText(view.exposureMinor, view.currency),
        },
      },
    ];
  },
  isOver: (_alert, view) => (view.struckOff === null ? 'REGISTERED_AGAIN' : null),
};
