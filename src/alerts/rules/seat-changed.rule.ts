import type { AlertRule, CustomerRiskView, Severity } from '../alert-types';
import type { CompanyChangeView } from '../company-signals';
import { moneyText } from '../money-text';
import { changeDraft, changeIsOver, newChanges, saysOf } from './registered-change';

/** The registered office moved: one alert per move. */
export const seatChanged: AlertRule = {
  code: 'SEAT_CHANGED',
  isEpisodic: false,
  evaluate(view) {
    return newChanges('SEAT', view).map((change) =>
      changeDraft(change, view, {
        rule: 'SEAT_CHANGED',
        severity: severityOf(change, view),
        before: seatOf(change.before),
        after: seatOf(change.after),
        textParams: {
          from: addressOf(change.before),
          to: addressOf(change.after),
          exposure: moneyText(view.exposureMinor, view.currency),
        },
      }),
    );
  },
  isOver: (alert, view) => changeIsOver('SEAT', alert, view),
};

const PARTS = ['addressLine', 'postcode', 'city', 'countryCode'];

function seatOf(side: CompanyChangeView['before']): Record<string, string | null> {
  return Object.fromEntries(PARTS.map((part) => [part, saysOf(side, part)]));
}

function addressOf(side: CompanyChangeView['before']): string | null {
  const line = saysOf(side, 'addressLine');
  const town = [saysOf(side, 'postcode'), saysOf(side, 'city')].filter((part) => part !== null);
  const country = saysOf(side, 'countryCode');
  const parts = [line, town.join(' '), country === 'FR' ? null : country];
  const said = parts.filter((part) => part !== null && part !== '');
  return said.length === 0 ? null : said.join(', ');
}

/**
 * Within a town it is a matter of the address on file. To another country, out of reach of the courts that judged before, or
 * to another département with something owed, it is worth a question.
 */
function severityOf(change: CompanyChangeView, { exposureMinor }: CustomerRiskView): Severity {
  const isOwed = exposureMinor > 0n;
  if (isOther(change, 'countryCode')) return isOwed ? 'HIGH' : 'MEDIUM';
  if (isOther(change, 'postcode', 2)) return isOwed ? 'MEDIUM' : 'LOW';
  return isOther(change, 'postcode') || isOther(change, 'city') ? 'LOW' : 'INFO';
}

/** Both sides say it, and not the same; of a postcode the first two digits are the département. */
function isOther({ before, after }: CompanyChangeView, part: string, length?: number): boolean {
  const [was, is] = [saysOf(before, part), saysOf(after, part)];
  return was !== null && is !== null && was.slice(0, length) !== is.slice(0, length);
}
