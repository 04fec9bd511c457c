import { renderText, type Locale, type TextParams } from '../../kernel';
import type { Severity } from '../alert-types';

/** One form for one and one for several; `{n}` is how many. */
type Counted = readonly [one: string, several: string];

interface Words {
  readonly severities: Readonly<Record<Severity, string>>;
  readonly newAlerts: Counted;
  readonly alertsAndWorst: string;
  readonly immediateIntro: Counted;
  readonly dailySubject: string;
  readonly weeklySubject: string;
  readonly dailyTitle: string;
  readonly weeklyTitle: string;
  readonly sections: Readonly<Record<MailSectionName, string>>;
  readonly deadlines: Counted;
  readonly worse: Counted;
  readonly resolved: Counted;
  readonly nothing: string;
  readonly since: string;
  readonly gap: string;
  readonly more: Counted;
  readonly titlesOnly: string;
  readonly withheld: string;
  readonly withheldDetail: string;
  readonly isWorse: string;
  readonly raisedOn: string;
  readonly account: string;
  readonly deadline: string;
  readonly deadlineToday: string;
  readonly deadlinePassed: string;
  readonly daysLeft: Counted;
  readonly exposure: string;
  readonly exposureLimit: string;
  readonly noLimit: string;
  readonly openAlerts: Counted;
  readonly outstanding: string;
  readonly overdue: string;
  readonly customers: Counted;
  readonly reason: string;
  readonly unsubscribe: string;
  readonly askAdmin: string;
  readonly explore: string;
  readonly testSubject: string;
  readonly testBody: string;
}

export type MailSectionName =
  'due' | 'raised' | 'worse' | 'limitsEnded' | 'exposed' | 'resolved' | 'totals';

const EN: Words = {
  severities: {
    CRITICAL: 'Critical',
    HIGH: 'High',
    MEDIUM: 'Medium',
    LOW: 'Low',
    INFO: 'Information',
  },
  newAlerts: ['{n} new alert', '{n} new alerts'],
  alertsAndWorst: '{count}: {worst}',
  immediateIntro: ['An alert on a customer of {tenant}.', '{n} alerts on customers of {tenant}.'],
  dailySubject: 'Credit digest of {day}: {what}',
  weeklySubject: 'Weekly credit digest of {day}: {what}',
  dailyTitle: 'Credit digest of {day}, {tenant}',
  weeklyTitle: 'Weekly credit digest of {day}, {tenant}',
  sections: {
    due: 'Deadlines',
    raised: 'New alerts',
    worse: 'Got worse',
    limitsEnded: 'Limits that have ended',
    exposed: 'Largest exposures at risk',
    resolved: 'Resolved',
    totals: 'In total',
  },
  deadlines: ['{n} deadline', '{n} deadlines'],
  worse: ['{n} got worse', '{n} got worse'],
  resolved: ['{n} resolved', '{n} resolved'],
  nothing: 'nothing new',
  since: 'What has happened since {moment}.',
  gap: 'Some of what happened is no longer kept, and is not told here: look at the alerts themselves.',
  more: ['{n} more is not shown here.', '{n} more are not shown here.'],
  titlesOnly: 'Further alerts',
  withheld: 'An alert whose source forbids to pass on what it says',
  withheldDetail: 'Look it up with a key whose role may read it.',
  isWorse: 'Raised before; it is worse now.',
  raisedOn: 'Raised on {moment}.',
  account: 'Account {account}.',
  deadline: 'Last day to act: {day} ({left}).',
  deadlineToday: 'Last day to act: today, {day}.',
  deadlinePassed: 'The last day to act was {day}.',
  daysLeft: ['{n} day left', '{n} days left'],
  exposure: '{customer}: {total}',
  exposureLimit: 'Limit {limit}.',
  noLimit: 'No limit was decided.',
  openAlerts: ['{n} unresolved alert', '{n} unresolved alerts'],
  outstanding: 'Outstanding {amount}, of which overdue {overdue}.',
  overdue: 'overdue',
  customers: ['{n} customer', '{n} customers'],
  reason: 'Sent by Encours to {address}, for {tenant}.',
  unsubscribe: 'Unsubscribe',
  askAdmin: 'To get these mails no more, ask whoever runs Encours where you work.',
  explore: 'Open Encours',
  testSubject: 'A test from Encours',
  testBody: 'Mails of {tenant} reach you. Nothing has happened: somebody tried it.',
};

const FR: Words = {
  severities: {
    CRITICAL: 'Critique',
    HIGH: 'Élevé',
    MEDIUM: 'Moyen',
    LOW: 'Faible',
    INFO: 'Information',
  },
  newAlerts: ['{n} nouvelle alerte', '{n} nouvelles alertes'],
  alertsAndWorst: '{count} : {worst}',
  immediateIntro: [
    'Une alerte sur un client de {tenant}.',
    '{n} alertes sur des clients de {tenant}.',
  ],
  dailySubject: 'Point crédit du {day} : {what}',
  weeklySubject: 'Point crédit hebdomadaire du {day} : {what}',
  dailyTitle: 'Point crédit du {day}, {tenant}',
  weeklyTitle: 'Point crédit hebdomadaire du {day}, {tenant}',
  sections: {
    due: 'Échéances légales',
    raised: 'Nouvelles alertes',
    worse: 'Situations aggravées',
    limitsEnded: 'Limites échues',
    exposed: 'Principaux encours à risque',
    resolved: 'Alertes résolues',
    totals: 'Au total',
  },
  deadlines: ['{n} échéance', '{n} échéances'],
  worse: ['{n} aggravée', '{n} aggravées'],
  resolved: ['{n} résolue', '{n} résolues'],
  nothing: 'rien de nouveau',
  since: 'Ce qui s’est passé depuis le {moment}.',
  gap: 'Une partie de ce qui s’est passé n’est plus conservée et manque ici : consultez les alertes elles-mêmes.',
  more: ['{n} autre n’est pas affichée ici.', '{n} autres ne sont pas affichées ici.'],
  titlesOnly: 'Autres alertes',
  withheld: 'Une alerte dont la source interdit de diffuser le contenu',
  withheldDetail: 'Consultez-la avec une clé dont le rôle permet de la lire.',
  isWorse: 'Déjà signalée ; la situation s’est aggravée.',
  raisedOn: 'Signalée le {moment}.',
  account: 'Compte {account}.',
  deadline: 'Dernier jour pour agir : {day} ({left}).',
  deadlineToday: 'Dernier jour pour agir : aujourd’hui, {day}.',
  deadlinePassed: 'Le dernier jour pour agir était le {day}.',
  daysLeft: ['encore {n} jour', 'encore {n} jours'],
  exposure: '{customer} : {total}',
  exposureLimit: 'Limite {limit}.',
  noLimit: 'Aucune limite n’a été décidée.',
  openAlerts: ['{n} alerte non résolue', '{n} alertes non résolues'],
  outstanding: 'Encours {amount}, dont échu {overdue}.',
  overdue: 'échu',
  customers: ['{n} client', '{n} clients'],
  reason: 'Envoyé par Encours à {address}, pour {tenant}.',
  unsubscribe: 'Se désabonner',
  askAdmin:
    'Pour ne plus recevoir ces messages, adressez-vous à l’administrateur d’Encours chez vous.',
  explore: 'Ouvrir Encours',
  testSubject: 'Un essai d’Encours',
  testBody:
    'Les messages de {tenant} vous parviennent. Il ne s’est rien passé : quelqu’un a fait un essai.',
};

const WORDS: Readonly<Record<Locale, Words>> = { en: EN, fr: FR };

type TextKey = {
  [Key in keyof Words]: Words[Key] extends string ? Key : never;
}[keyof Words];
type CountedKey = {
  [Key in keyof Words]: Words[Key] extends Counted ? Key : never;
}[keyof Words];

/** What mails say, in one language. */
export interface MailWords {
  say(key: TextKey, params?: TextParams): string;
  /** With the form that the number takes. */
  count(key: CountedKey, n: number, params?: TextParams): string;
  section(name: MailSectionName): string;
  severity(severity: Severity): string;
  /** Day and minute on the clocks of a zone. */
  moment(at: Date, timeZone: string): string;
}

export function mailWords(locale: Locale): MailWords {
  const words = WORDS[locale];
  const tag = locale === 'fr' ? 'fr-FR' : 'en-GB';
  const plural = new Intl.PluralRules(tag);
  return {
    say: (key, params = {}) => renderText(words[key], params, locale),
    count: (key, n, params = {}) => {
      const [one, several] = words[key];
      return renderText(plural.select(n) === 'one' ? one : several, { ...params, n }, locale);
    },
    section: (name) => words.sections[name],
    severity: (severity) => words.severities[severity],
    moment: (at, timeZone) =>
      new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
        at,
      ),
  };
}
