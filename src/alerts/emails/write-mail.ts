import { daysBetween, localDateAt, type LocalDate, type TextValue } from '../../kernel';
import { SEVERITIES, type Severity } from '../alert-types';
import { moneyText } from '../money-text';
import {
  isNothingNew,
  type DigestContent,
  type ImmediateContent,
  type LeftOut,
  type MailAlert,
  type MailFrame,
  type MailList,
} from './mail-content';
import type { MailDocument, MailItem, MailLink, MailSection } from './mail-document';
import { mailWords, type MailSectionName, type MailWords } from './mail-words';

/** So many alerts of a mail sent at once are told with their details, the others with a line. */
const IN_FULL = 20;

/** A mail on alerts that have just been raised or got worse, the worst first; without any, on what is missing. */
export function immediateMail(content: ImmediateContent, frame: MailFrame): MailDocument {
  const words = mailWords(frame.locale);
  const worstFirst = [...content.alerts].sort(bySeverity);
  const worst = worstFirst[0];
  if (worst === undefined) return gapMail(frame, words);
  const severity = words.severity(worst.severity);
  const title = worst.title ?? words.say('withheld');
  const count = worstFirst.length;
  const counted = words.count('newAlerts', count);
  const what = count === 1 ? title : words.say('alertsAndWorst', { count: counted, worst: title });
  const full = worstFirst.slice(0, IN_FULL).map((alert) => alertItem(alert, frame, words));
  const rest = worstFirst.slice(IN_FULL).map((alert) => lineItem(alert, words));
  const sections = [sectionOf(words.section('raised'), full)];
  if (rest.length > 0) sections.push(sectionOf(words.say('titlesOnly'), rest));
  const isOfCustomers = worstFirst.every(({ customer }) => customer !== '');
  const { tenant } = frame;
  const intro = [
    words.count(isOfCustomers ? 'immediateIntro' : 'mixedIntro', count, { tenant }),
    ...leftOutLines(content.leftOut, words),
  ];
  return documentOf(frame, words, {
    subject: `[${severity}] ${what}`,
    title: what,
    intro,
    sections,
  });
}

/** What has happened since the last one, and what is due: deadlines first. */
export function digestMail(content: DigestContent, frame: MailFrame): MailDocument {
  const words = mailWords(frame.locale);
  const { raised, worse, back, hub, due, limitsEnded, resolved, since, today } = content;
  const isDaily = content.kind === 'DAILY';
  const day: TextValue = { date: today };
  const lists: [MailSectionName, MailList<MailAlert>][] = [
    ['due', due],
    ['raised', raised],
    ['worse', worse],
    ['back', back],
    ['hub', hub],
    ['limitsEnded', limitsEnded],
  ];
  const sections = [
    ...lists.flatMap(([name, list]) => alertSection(name, list, { frame, words })),
    ...exposedSection(content, words),
    ...alertSection('resolved', resolved, { frame, words }),
    totalsSection(content, words),
  ];
  const moment = since === null ? null : words.moment(since, frame.timeZone);
  const what = whatIsNew(content, words);
  const params = { day, what, tenant: frame.tenant };
  return documentOf(frame, words, {
    subject: words.say(isDaily ? 'dailySubject' : 'weeklySubject', params),
    title: words.say(isDaily ? 'dailyTitle' : 'weeklyTitle', params),
    intro: moment === null ? [] : [words.say('since', { moment })],
    sections,
  });
}

/** Nothing is left to tell but that something is missing, which the frame says. */
function gapMail(frame: MailFrame, words: MailWords): MailDocument {
  const title = words.say('gapSubject');
  return documentOf(frame, words, { subject: title, title, intro: [], sections: [] });
}

function leftOutLines({ muted, snoozed }: LeftOut, words: MailWords): string[] {
  const parts = [
    ...(muted === 0 ? [] : [words.count('muted', muted)]),
    ...(snoozed === 0 ? [] : [words.count('snoozed', snoozed)]),
  ];
  return parts.length === 0 ? [] : [words.say('leftOut', { what: parts.join(', ') })];
}

/** Shows that mails arrive. */
export function testMail(frame: MailFrame): MailDocument {
  const words = mailWords(frame.locale);
  const title = words.say('testSubject');
  const intro = [words.say('testBody', { tenant: frame.tenant })];
  return documentOf(frame, words, { subject: title, title, intro, sections: [] });
}

function documentOf(
  frame: MailFrame,
  words: MailWords,
  parts: Pick<MailDocument, 'subject' | 'title' | 'intro' | 'sections'>,
): MailDocument {
  const { locale, address, tenant, publicUrl, unsubscribeUrl, hasGap } = frame;
  const links: MailLink[] = [];
  if (publicUrl !== null) links.push({ text: words.say('explore'), url: publicUrl });
  if (unsubscribeUrl !== null) links.push({ text: words.say('unsubscribe'), url: unsubscribeUrl });
  const reason = words.say('reason', { address, tenant });
  return {
    locale,
    ...parts,
    intro: [...parts.intro, ...(hasGap ? [words.say('gap')] : [])],
    footer: unsubscribeUrl === null ? [reason, words.say('askAdmin')] : [reason],
    links,
  };
}

function alertSection(
  name: MailSectionName,
  list: MailList<MailAlert>,
  { frame, words }: { frame: MailFrame; words: MailWords },
): MailSection[] {
  if (list.count === 0) return [];
  // What is over needs no advice.
  const items = list.items.map((alert) =>
    name === 'resolved' ? lineItem(alert, words) : alertItem(alert, frame, words),
  );
  const left = list.count - items.length;
  return [sectionOf(words.section(name), items, left > 0 ? words.count('more', left) : null)];
}

function exposedSection({ exposed }: DigestContent, words: MailWords): MailSection[] {
  if (exposed.length === 0) return [];
  const items = exposed.map(({ customer, severity, total, limit }): MailItem => {
    const amount = moneyText(total.amountMinor, total.currency);
    const note =
      limit === null
        ? words.say('noLimit')
        : words.say('exposureLimit', { limit: moneyText(limit.amountMinor, limit.currency) });
    return {
      ...tagOf(severity, words),
      head: words.say('exposure', { customer, total: amount }),
      ...{ body: null, notes: [note] },
    };
  });
  return [sectionOf(words.section('exposed'), items)];
}

function totalsSection({ open, leftOut, portfolio }: DigestContent, words: MailWords): MailSection {
  const severities = [...SEVERITIES].reverse();
  const parts = severities.flatMap((severity) => {
    const count = open[severity] ?? 0;
    return count === 0 ? [] : [`${words.severity(severity)}: ${count}`];
  });
  const all = severities.reduce((sum, severity) => sum + (open[severity] ?? 0), 0);
  const lines = [words.count('openAlerts', all)];
  if (parts.length > 1) lines.push(parts.join(', '));
  lines.push(...leftOutLines(leftOut, words));
  if (portfolio !== null) {
    const { outstanding, overdue, customers } = portfolio;
    const amount = moneyText(outstanding.amountMinor, outstanding.currency);
    const late = moneyText(overdue.amountMinor, overdue.currency);
    lines.push(words.say('outstanding', { amount, overdue: late }));
    lines.push(words.count('customers', customers));
  }
  const items = lines.map((head): MailItem => ({
    severity: null,
    label: '',
    head,
    body: null,
    notes: [],
  }));
  return sectionOf(words.section('totals'), items);
}

function whatIsNew(content: DigestContent, words: MailWords): string {
  const { due, raised, worse, back, hub, resolved } = content;
  if (isNothingNew(content)) return words.say('nothing');
  return [
    due.count === 0 ? null : words.count('deadlines', due.count),
    raised.count === 0 ? null : words.count('newAlerts', raised.count),
    worse.count === 0 ? null : words.count('worse', worse.count),
    back.count === 0 ? null : words.count('back', back.count),
    hub.count === 0 ? null : words.count('hub', hub.count),
    resolved.count === 0 ? null : words.count('resolved', resolved.count),
  ]
    .filter((part) => part !== null)
    .join(', ');
}

function sectionOf(
  title: string,
  items: readonly MailItem[],
  more: string | null = null,
): MailSection {
  return { title, items, more };
}

function alertItem(alert: MailAlert, frame: MailFrame, words: MailWords): MailItem {
  const { timeZone, now } = frame;
  const isWithheld = alert.title === null;
  const today = localDateAt(now, timeZone);
  const raised = words.say('raisedOn', { moment: words.moment(alert.raisedAt, timeZone) });
  const account = alert.account === '' ? '' : words.say('account', { account: alert.account });
  return {
    ...lineItem(alert, words),
    body: isWithheld ? words.say('withheldDetail') : alert.detail,
    notes: [
      alert.deadlineOn === null ? '' : deadlineText(alert.deadlineOn, today, words),
      alert.again === null ? '' : words.say(alert.again === 'WORSE' ? 'isWorse' : 'isBack'),
      `${account} ${raised}`.trim(),
    ],
  };
}

function lineItem({ severity, title, customer }: MailAlert, words: MailWords): MailItem {
  const head = title ?? [customer, words.say('withheld')].filter((part) => part !== '').join(': ');
  return { ...tagOf(severity, words), head, body: null, notes: [] };
}

function tagOf(severity: Severity, words: MailWords): Pick<MailItem, 'severity' | 'label'> {
  return { severity, label: words.severity(severity) };
}

function deadlineText(deadlineOn: LocalDate, today: LocalDate, words: MailWords): string {
  const day: TextValue = { date: deadlineOn };
  const left = daysBetween(today, deadlineOn);
  if (left < 0) return words.say('deadlinePassed', { day });
  if (left === 0) return words.say('deadlineToday', { day });
  return words.say('deadline', { day, left: words.count('daysLeft', left) });
}

function bySeverity(one: MailAlert, other: MailAlert): number {
  return SEVERITIES.indexOf(other.severity) - SEVERITIES.indexOf(one.severity);
}
