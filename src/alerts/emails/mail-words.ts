import { renderText, type Locale, type TextParams } from '../../kernel';
import type { Severity } from '../alert-types';
import type { DisabledReason } from '../deliveries';

/** One form for one and one for several; `{n}` is how many. */
type Counted = readonly [one: string, several: string];

interface Words {
  readonly severities: Readonly<Record<Severity, string>>;
  readonly newAlerts: Counted;
  readonly alertsAndWorst: string;
  readonly immediateIntro: Counted;
  /** When some are of no customer. */
  readonly mixedIntro: Counted;
  readonly dailySubject: string;
  readonly weeklySubject: string;
  readonly dailyTitle: string;
  readonly weeklyTitle: string;
  readonly sections: Readonly<Record<MailSectionName, string>>;
  readonly deadlines: Counted;
  readonly worse: Counted;
  readonly back: Counted;
  readonly hub: Counted;
  readonly resolved: Counted;
  readonly nothing: string;
  readonly since: string;
  readonly gap: string;
  readonly gapSubject: string;
  readonly leftOut: string;
  readonly muted: Counted;
  readonly snoozed: Counted;
  readonly more: Counted;
  readonly titlesOnly: string;
  readonly withheld: string;
  readonly withheldDetail: string;
  readonly isWorse: string;
  readonly isBack: string;
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
  readonly customers: Counted;
  readonly reason: string;
  readonly unsubscribe: string;
  readonly askAdmin: string;
  readonly explore: string;
  readonly testSubject: string;
  readonly testBody: string;
  readonly webhookDisabled: string;
  readonly webhookKept: string;
  readonly recipientDisabled: string;
  readonly recipientKept: string;
  readonly disabled: Readonly<Record<DisabledReason, string>>;
}

export type MailSectionName =
  'due' | 'raised' | 'worse' | 'back' | 'hub' | 'limitsEnded' | 'exposed' | 'resolved' | 'totals';

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
  mixedIntro: ['An alert for {tenant}.', '{n} alerts for {tenant}.'],
  dailySubject: 'Credit digest of {day}: {what}',
  weeklySubject: 'Weekly credit digest of {day}: {what}',
  dailyTitle: 'Credit digest of {day}, {tenant}',
  weeklyTitle: 'Weekly credit digest of {day}, {tenant}',
  sections: {
    due: 'Deadlines',
    raised: 'New alerts',
    worse: 'Got worse',
    back: 'Back from a snooze or mute',
    hub: 'Connections and deliveries',
    limitsEnded: 'Limits that have ended',
    exposed: 'Largest exposures at risk',
    resolved: 'Resolved',
    totals: 'In total',
  },
  deadlines: ['{n} deadline', '{n} deadlines'],
  worse: ['{n} got worse', '{n} got worse'],
  back: ['{n} back', '{n} back'],
  hub: ['{n} connection or delivery', '{n} connections or deliveries'],
  resolved: ['{n} resolved', '{n} resolved'],
  nothing: 'nothing new',
  since: 'What has happened since {moment}.',
  gap: 'Some of what happened is no longer kept, and is not told here: look at the alerts themselves.',
  gapSubject: 'Some alerts are no longer kept and cannot be told',
  leftOut: 'Not told here: {what}.',
  muted: ['{n} muted', '{n} muted'],
  snoozed: ['{n} snoozed', '{n} snoozed'],
  more: ['{n} more is not shown here.', '{n} more are not shown here.'],
  titlesOnly: 'Further alerts',
  withheld: 'An alert whose source forbids to pass on what it says',
  withheldDetail: 'Look it up with a key whose role may read it.',
  isWorse: 'Raised before; it is worse now.',
  isBack: 'It was snoozed or muted until now, and lasts.',
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
  customers: ['{n} customer', '{n} customers'],
  reason: 'Sent by Encours to {address}, for {tenant}.',
  unsubscribe: 'Unsubscribe',
  askAdmin: 'To get these mails no more, ask whoever runs Encours where you work.',
  explore: 'Open Encours',
  testSubject: 'A test from Encours',
  testBody: 'Mails of {tenant} reach you. Nothing has happened: somebody tried it.',
  webhookDisabled: 'Webhook to {host}: nothing is sent any more',
  webhookKept:
    'What happens is kept for it as long as the log is: mend the receiver, then resume the webhook.',
  recipientDisabled: 'E-mails to {address} do not arrive',
  recipientKept:
    'The address was refused three times in a row, and is written to no more. What happens waits for it: correct it, or resume the recipient.',
  disabled: {
    FAILING: 'It has taken nothing for five days.',
    GONE: 'It answered 410: it is gone and wants nothing more.',
    EVENTS_PRUNED: 'Events it is owed are no longer kept.',
  },
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
  mixedIntro: ['Une alerte pour {tenant}.', '{n} alertes pour {tenant}.'],
  dailySubject: 'Point crédit du {day} : {what}',
  weeklySubject: 'Point crédit hebdomadaire du {day} : {what}',
  dailyTitle: 'Point crédit du {day}, {tenant}',
  weeklyTitle: 'Point crédit hebdomadaire du {day}, {tenant}',
  sections: {
    due: 'Échéances légales',
    raised: 'Nouvelles alertes',
    worse: 'Situations aggravées',
    back: 'De retour après report ou mise en sourdine',
    hub: 'Connexions et livraisons',
    limitsEnded: 'Limites échues',
    exposed: 'Principaux encours à risque',
    resolved: 'Alertes résolues',
    totals: 'Au total',
  },
  deadlines: ['{n} échéance', '{n} échéances'],
  worse: ['{n} aggravée', '{n} aggravées'],
  back: ['{n} de retour', '{n} de retour'],
  hub: ['{n} connexion ou livraison', '{n} connexions ou livraisons'],
  resolved: ['{n} résolue', '{n} résolues'],
  nothing: 'rien de nouveau',
  since: 'Ce qui s’est passé depuis le {moment}.',
  gap: 'Une partie de ce qui s’est passé n’est plus conservée et manque ici : consultez les alertes elles-mêmes.',
  gapSubject: 'Des alertes ne sont plus conservées et manquent',
  leftOut: 'Non reprises ici : {what}.',
  muted: ['{n} en sourdine', '{n} en sourdine'],
  snoozed: ['{n} reportée', '{n} reportées'],
  more: ['{n} autre n’est pas affichée ici.', '{n} autres ne sont pas affichées ici.'],
  titlesOnly: 'Autres alertes',
  withheld: 'Une alerte dont la source interdit de diffuser le contenu',
  withheldDetail: 'Consultez-la avec une clé dont le rôle permet de la lire.',
  isWorse: 'Déjà signalée ; la situation s’est aggravée.',
  isBack: 'Reportée ou en sourdine jusqu’ici ; la situation perdure.',
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
  customers: ['{n} client', '{n} clients'],
  reason: 'Envoyé par Encours à {address}, pour {tenant}.',
  unsubscribe: 'Se désabonner',
  askAdmin:
    'Pour ne plus recevoir ces messages, adressez-vous à l’administrateur d’Encours chez vous.',
  explore: 'Ouvrir Encours',
  testSubject: 'Un essai d’Encours',
  testBody:
    'Les messages de {tenant} vous parviennent. Il ne s’est rien passé : quelqu’un a fait un essai.',
  webhookDisabled: 'Webhook vers {host} : plus rien n’est envoyé',
  webhookKept:
    'Les événements lui sont gardés tant que le journal les conserve : réparer le récepteur, puis relancer le webhook.',
  recipientDisabled: 'Les messages à {address} n’arrivent pas',
  recipientKept:
    'L’adresse a été refusée trois fois de suite ; plus rien ne lui est envoyé. Ce qui se passe lui est gardé : la corriger, ou relancer le destinataire.',
  disabled: {
    FAILING: 'Il n’a rien accepté depuis cinq jours.',
    GONE: 'Il a répondu 410 : il n’existe plus et ne veut plus rien.',
    EVENTS_PRUNED: 'Des événements qui lui sont dus ne sont plus conservés.',
  },
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
  /** Why nothing is sent to a webhook. */
  disabled(reason: DisabledReason): string;
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
    disabled: (reason) => words.disabled[reason],
    moment: (at, timeZone) =>
      new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(
        at,
      ),
  };
}
