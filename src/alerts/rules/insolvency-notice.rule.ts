import type { LegalEventKind } from '../../connector-kit';
import { addMonths } from '../../kernel';
import { termsBeside } from '../../scoring';
import type {
  AlertDraft,
  AlertRule,
  AlertTextKey,
  CustomerRiskView,
  InsolvencyView,
  Severity,
} from '../alert-types';
import { moneyText } from '../money-text';

type NoticeText = Extract<
  AlertTextKey,
  'LIQUIDATION' | 'RECEIVERSHIP' | 'SAFEGUARD' | 'PLAN_FAILED'
>;

interface Notice {
  readonly textKey: NoticeText;
  /** With something owed, and with nothing owed. */
  readonly severity: Severity;
  readonly severityWithoutExposure: Severity;
}

const LIQUIDATION: Notice = {
  textKey: 'LIQUIDATION',
  severity: 'CRITICAL',
  severityWithoutExposure: 'HIGH',
};
const RECEIVERSHIP: Notice = {
  textKey: 'RECEIVERSHIP',
  severity: 'CRITICAL',
  severityWithoutExposure: 'HIGH',
};
const SAFEGUARD: Notice = {
  textKey: 'SAFEGUARD',
  severity: 'HIGH',
  severityWithoutExposure: 'MEDIUM',
};
const PLAN_FAILED: Notice = {
  textKey: 'PLAN_FAILED',
  severity: 'CRITICAL',
  severityWithoutExposure: 'HIGH',
};

const NOTICES: Readonly<Partial<Record<LegalEventKind, Notice>>> = {
  LIQUIDATION_OPENED: LIQUIDATION,
  CONVERTED_TO_LIQUIDATION: LIQUIDATION,
  RECEIVERSHIP_OPENED: RECEIVERSHIP,
  CONVERTED_TO_RECEIVERSHIP: RECEIVERSHIP,
  SAFEGUARD_OPENED: SAFEGUARD,
  PLAN_FAILED,
};

/**
 * Creditors in France have two months from publication in the BODACC to declare their claims (art. R. 622-24 C. com.).
 * A last day on a weekend runs on to the next working day; we give the day that is safe.
 */
const MONTHS_TO_DECLARE = 2;

/** Insolvency proceedings were opened, converted, or a plan failed: one alert per published notice. */
export const insolvencyNotice: AlertRule = {
  code: 'INSOLVENCY_NOTICE',
  isEpisodic: false,
  evaluate(view) {
    const insolvency = view.insolvency;
    const notice = insolvency === null ? undefined : NOTICES[insolvency.event];
    if (insolvency === null || notice === undefined || isClosed(insolvency)) return [];
    return [draft(view, insolvency, notice)];
  },
  isOver(alert, view) {
    // No proceedings any more means the notice was annulled or corrected away.
    if (view.insolvency === null || isClosed(view.insolvency)) return 'PROCEEDINGS_OVER';
    return null;
  },
};

function isClosed(insolvency: InsolvencyView): boolean {
  return insolvency.kind === 'CLOSED' || insolvency.kind === 'NONE';
}

function draft(view: CustomerRiskView, insolvency: InsolvencyView, notice: Notice): AlertDraft {
  const isOwed = view.exposureMinor > 0n;
  const deadlineOn = addMonths(
    insolvency.openedPublishedOn ?? insolvency.publishedOn,
    MONTHS_TO_DECLARE,
  );
  return {
    rule: 'INSOLVENCY_NOTICE',
    severity: isOwed ? notice.severity : notice.severityWithoutExposure,
    dedupKey: `INSOLVENCY_NOTICE:${view.customerId}:${insolvency.noticeKey}`,
    customerId: view.customerId,
    before: null,
    after: {
      insolvency: insolvency.kind,
      event: insolvency.event,
      notice: insolvency.noticeKey,
      publishedOn: insolvency.publishedOn,
      exposureMinor: view.exposureMinor.toString(),
      currency: view.currency,
    },
    evidence: [
      { kind: 'notice', sourceKey: insolvency.noticeKey, ...termsBeside(insolvency.terms) },
    ],
    deadlineOn,
    // Known too late to declare in time: the text says what is left to do.
    textKey: view.today > deadlineOn ? `${notice.textKey}_PAST_DEADLINE` : notice.textKey,
    textParams: {
      customer: view.customerName,
      notice: insolvency.title,
      noticeKey: insolvency.noticeKey,
      publishedOn: { date: insolvency.publishedOn },
      exposure: moneyText(view.exposureMinor, view.currency),
      deadline: { date: deadlineOn },
    },
  };
}
