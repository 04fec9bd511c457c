import type { LegalEventKind } from '../../connector-kit';
import { addMonths, type LocalDate } from '../../kernel';
import { closureReason, termsBeside } from '../../scoring';
import type {
  AlertDraft,
  AlertRule,
  CustomerRiskView,
  InsolvencyView,
  KnownAlert,
  Resolution,
  Severity,
} from '../alert-types';
import type { AlertTextKey } from '../texts';
import { moneyText } from '../money-text';
import { isNews } from './news';

/** Which day claims are to be declared by is reckoned from. */
type Declared = 'FROM_OPENING' | 'FROM_NOTICE' | 'NOT';

interface Notice {
  readonly textKey: AlertTextKey;
  /** Once the last day to declare is past: what is left to do. */
  readonly lateTextKey?: AlertTextKey;
  /** With something owed, and with nothing owed. */
  readonly severity: Severity;
  readonly severityWithoutExposure: Severity;
  readonly declared: Declared;
}

const GRAVE = { severity: 'CRITICAL', severityWithoutExposure: 'HIGH' } as const;
const SERIOUS = { severity: 'HIGH', severityWithoutExposure: 'MEDIUM' } as const;

const LIQUIDATION: Notice = {
  ...{ textKey: 'LIQUIDATION', lateTextKey: 'LIQUIDATION_PAST_DEADLINE' },
  ...{ ...GRAVE, declared: 'FROM_OPENING' },
};
const RECEIVERSHIP: Notice = {
  ...{ textKey: 'RECEIVERSHIP', lateTextKey: 'RECEIVERSHIP_PAST_DEADLINE' },
  ...{ ...GRAVE, declared: 'FROM_OPENING' },
};
const CONVERTED = {
  TO_LIQUIDATION: {
    ...LIQUIDATION,
    textKey: 'CONVERTED_TO_LIQUIDATION',
    lateTextKey: 'CONVERTED_TO_LIQUIDATION_PAST_DEADLINE',
  },
  TO_RECEIVERSHIP: {
    ...RECEIVERSHIP,
    textKey: 'CONVERTED_TO_RECEIVERSHIP',
    lateTextKey: 'CONVERTED_TO_RECEIVERSHIP_PAST_DEADLINE',
  },
} as const;
const SAFEGUARD: Notice = {
  ...{ textKey: 'SAFEGUARD', lateTextKey: 'SAFEGUARD_PAST_DEADLINE' },
  ...{ ...SERIOUS, declared: 'FROM_OPENING' },
};
/** Claims of the plan need not be declared again (art. L. 626-27 C. com.); what came since must, where proceedings open. */
const PLAN_FAILED: Notice = {
  ...{ textKey: 'PLAN_FAILED', lateTextKey: 'PLAN_FAILED_PAST_DEADLINE' },
  ...{ ...GRAVE, declared: 'FROM_NOTICE' },
};
const PLAN_ADOPTED: Notice = {
  ...{ textKey: 'PLAN_ADOPTED', severity: 'MEDIUM', severityWithoutExposure: 'LOW' },
  declared: 'NOT',
};
const CLOSED_WITHOUT_ASSETS: Notice = {
  ...{ textKey: 'CLOSED_WITHOUT_ASSETS', severity: 'HIGH', severityWithoutExposure: 'LOW' },
  declared: 'NOT',
};
const CLOSED: Notice = {
  ...{ textKey: 'PROCEEDINGS_CLOSED', severity: 'LOW', severityWithoutExposure: 'INFO' },
  declared: 'NOT',
};

const NOTICES: Readonly<Partial<Record<LegalEventKind, Notice>>> = {
  LIQUIDATION_OPENED: LIQUIDATION,
  CONVERTED_TO_LIQUIDATION: CONVERTED.TO_LIQUIDATION,
  RECEIVERSHIP_OPENED: RECEIVERSHIP,
  CONVERTED_TO_RECEIVERSHIP: CONVERTED.TO_RECEIVERSHIP,
  SAFEGUARD_OPENED: SAFEGUARD,
  PLAN_FAILED,
  PLAN_ADOPTED,
};

/**
 * Creditors in mainland France have two months from publication of the opening in the BODACC to declare their claims,
 * those elsewhere four (art. L. 622-24 and R. 622-24 C. com.). The seller is taken to be in mainland France; the text names
 * the other day too. A last day on a weekend runs on to the next working day; we give the day that is safe.
 */
const MONTHS_TO_DECLARE = 2;
const MONTHS_TO_DECLARE_FROM_ABROAD = 4;

/**
 * Insolvency proceedings were opened, converted or closed, a plan was adopted or failed: one alert per published notice,
 * that of the notice which put the company where it is. Proceedings and plans that are under way are told however old they
 * are, an old plan as a note; an end of them only while it is news.
 */
export const insolvencyNotice: AlertRule = {
  code: 'INSOLVENCY_NOTICE',
  isEpisodic: false,
  evaluate(view) {
    const { insolvency, today } = view;
    const notice = insolvency === null ? undefined : noticeOf(insolvency);
    if (insolvency === null || notice === undefined) return [];
    if (isEnd(insolvency.event) && !isNews(insolvency.publishedOn, today)) return [];
    return [draft(view, insolvency, notice)];
  },
  isOver(alert, { insolvency }) {
    const event = alert.after['event'];
    if (event === 'PROCEEDINGS_CLOSED') return endOfClosure(insolvency);
    // No proceedings any more means the notice was annulled or corrected away.
    if (insolvency === null || isClosed(insolvency)) return 'PROCEEDINGS_OVER';
    return event === 'PLAN_ADOPTED' && isOvertaken(alert, insolvency) ? 'OVERTAKEN' : null;
  },
};

function noticeOf(insolvency: InsolvencyView): Notice | undefined {
  if (insolvency.event !== 'PROCEEDINGS_CLOSED') {
    return isClosed(insolvency) ? undefined : NOTICES[insolvency.event];
  }
  if (insolvency.kind !== 'CLOSED') return undefined;
  return closureReason(insolvency.title) === 'INSUFFICIENT_ASSETS' ? CLOSED_WITHOUT_ASSETS : CLOSED;
}

function isClosed({ kind }: InsolvencyView): boolean {
  return kind === 'CLOSED' || kind === 'NONE';
}

function isEnd(event: LegalEventKind): boolean {
  return event === 'PROCEEDINGS_CLOSED';
}

/** That proceedings are closed stays so, unless the notice is annulled or others open. */
function endOfClosure(insolvency: InsolvencyView | null): Resolution | null {
  return insolvency?.kind === 'CLOSED' ? null : 'OVERTAKEN';
}

function isOvertaken(alert: KnownAlert, { kind, noticeKey }: InsolvencyView): boolean {
  return kind !== 'PLAN' && noticeKey !== alert.after['notice'];
}

function draft(view: CustomerRiskView, insolvency: InsolvencyView, notice: Notice): AlertDraft {
  const { exposureMinor, currency, today } = view;
  const { noticeKey, publishedOn } = insolvency;
  const declaredFrom = dayOfClaims(insolvency, notice);
  const deadlineOn = declaredFrom === null ? null : addMonths(declaredFrom, MONTHS_TO_DECLARE);
  const abroadOn =
    declaredFrom === null ? null : addMonths(declaredFrom, MONTHS_TO_DECLARE_FROM_ABROAD);
  const isLate = deadlineOn !== null && today > deadlineOn;
  return {
    rule: 'INSOLVENCY_NOTICE',
    severity: severityOf(view, insolvency, notice),
    dedupKey: `INSOLVENCY_NOTICE:${view.customerId}:${noticeKey}`,
    customerId: view.customerId,
    before: null,
    after: {
      ...{ insolvency: insolvency.kind, event: insolvency.event, notice: noticeKey, publishedOn },
      ...{ exposureMinor: exposureMinor.toString(), currency },
    },
    evidence: [{ kind: 'notice', sourceKey: noticeKey, ...termsBeside(insolvency.terms) }],
    deadlineOn,
    // Known too late to declare in time: the text says what is left to do.
    textKey: isLate ? (notice.lateTextKey ?? notice.textKey) : notice.textKey,
    textParams: {
      customer: view.customerName,
      notice: insolvency.title,
      noticeKey,
      publishedOn: { date: publishedOn },
      exposure: moneyText(exposureMinor, currency),
      ...(deadlineOn === null ? {} : { deadline: { date: deadlineOn } }),
      ...(abroadOn === null ? {} : { abroad: { date: abroadOn } }),
    },
  };
}

function dayOfClaims(insolvency: InsolvencyView, { declared }: Notice): LocalDate | null {
  if (declared === 'NOT') return null;
  const { openedPublishedOn, publishedOn } = insolvency;
  return declared === 'FROM_OPENING' ? (openedPublishedOn ?? publishedOn) : publishedOn;
}

function severityOf(
  { exposureMinor, today }: CustomerRiskView,
  { event, publishedOn }: InsolvencyView,
  notice: Notice,
): Severity {
  // A plan that has been kept for months is how things are, not what happened.
  if (event === 'PLAN_ADOPTED' && !isNews(publishedOn, today)) return 'INFO';
  return exposureMinor > 0n ? notice.severity : notice.severityWithoutExposure;
}
