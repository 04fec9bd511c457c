import type { AlertTexts } from './alert-texts';

/** How it pays, what it owes, and its grade and limit. */
export const BEHAVIOUR_TEXTS = {
  GRADE_DROP: {
    en: {
      title: '{customer}: grade {from} → {to}',
      detail:
        'The grade fell from {from} to {to} on {changedOn}. Exposure: {exposure}. Read the reasons of ' +
        'the score, check that the limit follows, and tell sales before the next order.',
    },
    fr: {
      title: '{customer} : note {from} → {to}',
      detail:
        'La note est passée de {from} à {to} le {changedOn}. Encours : {exposure}. Lire les motifs du ' +
        'score, vérifier que la limite suit et prévenir le commerce avant la prochaine commande.',
    },
  },
  LIMIT_EXCEEDED: {
    en: {
      title: '{customer}: {over} over the credit limit',
      detail:
        'Exposure {exposure} against a limit of {limit}. Nothing new goes on credit: have the excess ' +
        'paid, decide on the limit, or grant an exception that says why.',
    },
    fr: {
      title: '{customer} : {over} au-delà de la limite de crédit',
      detail:
        'Encours de {exposure} pour une limite de {limit}. Plus rien à crédit : faire régler le ' +
        'dépassement, statuer sur la limite, ou accorder une dérogation motivée.',
    },
  },
  LIMIT_CUT: {
    en: {
      title: '{customer}: the limit was set {over} below what is owed',
      detail:
        'Exposure {exposure} against a limit of {limit} since; nothing was sold beyond it. Sell ' +
        'against cash while it is paid down.',
    },
    fr: {
      title: '{customer} : limite fixée {over} sous l’encours',
      detail:
        'Encours de {exposure} pour une limite désormais de {limit} ; rien n’a été vendu au-delà ' +
        'depuis. Livrer au comptant le temps que l’encours redescende.',
    },
  },
  SERIOUSLY_LATE: {
    en: {
      title: '{customer}: seriously late for the first time',
      detail:
        'Invoice {number}, due on {dueOn}, is {days} days late ({amount}). ' +
        'Overdue in all: {overdue}. Call the one who decides, get a dated promise in writing, and ' +
        'ship nothing more on credit meanwhile.',
    },
    fr: {
      title: '{customer} : premier retard grave',
      detail:
        'Facture {number}, échue le {dueOn}, en retard de {days} jours ({amount}). ' +
        'Total échu : {overdue}. Appeler le décideur, obtenir une promesse datée par écrit et ne plus ' +
        'livrer à crédit d’ici là.',
    },
  },
  SERIOUSLY_LATE_ASSUMED: {
    en: {
      title: '{customer}: seriously late for the first time, by an assumed due date',
      detail:
        'Invoice {number} states no due date. By the usual or the legal terms it was due on ' +
        '{dueOn} and is {days} days late ({amount}). Overdue in all: {overdue}. ' +
        'Check the agreed terms.',
    },
    fr: {
      title: '{customer} : premier retard grave, échéance supposée',
      detail:
        'La facture {number} ne porte pas d’échéance. Aux conditions habituelles ou légales, ' +
        'elle était échue le {dueOn}, soit {days} jours de retard ({amount}). ' +
        'Total échu : {overdue}. Vérifier les conditions convenues.',
    },
  },
  RETURNED_PAYMENT: {
    en: {
      title: '{customer}: payment of {amount} returned',
      detail:
        'The bank returned a payment of {amount} on {on}. Ask the customer why today, do not present ' +
        'it again unasked, and hold deliveries until the money is there.',
    },
    fr: {
      title: '{customer} : paiement de {amount} rejeté',
      detail:
        'La banque a rejeté un paiement de {amount} le {on}. Demander la raison dès aujourd’hui, ne ' +
        'pas représenter sans accord et suspendre les livraisons jusqu’au règlement.',
    },
  },
  GRADE_DRIFT: {
    en: {
      title: '{customer}: score sliding, {from} → {to}',
      detail:
        'Three to six months ago the score stood at {from}; it is {to} now, and the ' +
        'probability of default went from {before} to {after}, without a fall of the grade ' +
        '(now {grade}). Exposure: {exposure}. Slow decline precedes most failures: read ' +
        'what changed in the explanation of the score, ask for recent accounts, and do not ' +
        'raise the limit meanwhile.',
    },
    fr: {
      title: '{customer} : score en baisse, {from} → {to}',
      detail:
        'Il y a trois à six mois, le score était de {from} ; il est de {to}, et la ' +
        'probabilité de défaut est passée de {before} à {after}, sans chute de la note ' +
        '(actuellement {grade}). Encours : {exposure}. Une dégradation lente précède la ' +
        'plupart des défaillances : lire dans l’explication du score ce qui a changé, ' +
        'demander des comptes récents et ne pas relever la limite d’ici là.',
    },
  },
  LIMIT_UTILISATION: {
    en: {
      title: '{customer}: {use} of the credit limit used',
      detail:
        'Exposure {exposure} against a limit of {limit}: {left} left. The next orders may ' +
        'be refused: chase what falls due, or decide on the limit before sales asks for ' +
        'it.',
    },
    fr: {
      title: '{customer} : limite de crédit utilisée à {use}',
      detail:
        'Encours de {exposure} pour une limite de {limit} : reste {left}. Les prochaines ' +
        'commandes risquent un refus : relancer ce qui arrive à échéance, ou statuer sur ' +
        'la limite avant que le commerce ne le demande.',
    },
  },
  LIMIT_USED_UP: {
    en: {
      title: '{customer}: the credit limit is used up',
      detail:
        'Exposure {exposure} against a limit of {limit}: nothing is left. New orders are ' +
        'refused until something is paid: tell sales, ask for a payment or a deposit, or ' +
        'decide on the limit.',
    },
    fr: {
      title: '{customer} : limite de crédit épuisée',
      detail:
        'Encours de {exposure} pour une limite de {limit} : il ne reste rien. Toute ' +
        'nouvelle commande est refusée jusqu’à un règlement : prévenir le commerce, ' +
        'demander un règlement ou un acompte, ou statuer sur la limite.',
    },
  },
  LIMIT_ENDING: {
    en: {
      title: '{customer}: the credit limit ends on {on}',
      detail:
        'The limit of {limit} was set by hand and ends in {days} days; exposure ' +
        '{exposure}. Renew it, or let the policy decide the day after: review the file ' +
        'now, so that orders do not stop.',
    },
    fr: {
      title: '{customer} : la limite de crédit expire le {on}',
      detail:
        'La limite de {limit} a été fixée à la main et expire dans {days} jours ; encours ' +
        '{exposure}. La renouveler, ou laisser la politique décider le lendemain : revoir ' +
        'le dossier dès maintenant, pour ne pas bloquer les commandes.',
    },
  },
  LIMIT_FROZEN: {
    en: {
      title: '{customer}: the credit limit is frozen',
      detail:
        'The limit of {limit} granted credit until {on}; exposure {exposure}. Nothing new ' +
        'goes on credit: approve the proposal that waits, set a new limit, or have the ' +
        'customer pay cash.',
    },
    fr: {
      title: '{customer} : limite de crédit gelée',
      detail:
        'La limite de {limit} valait jusqu’au {on} ; encours {exposure}. Plus rien n’est ' +
        'livré à crédit : approuver la proposition en attente, fixer une nouvelle limite, ' +
        'ou livrer au comptant.',
    },
  },
  FIRST_LATE: {
    en: {
      title: '{customer}: late for the first time',
      detail:
        'Of {payments} payments in two years none was late; invoice {number}, due on ' +
        '{dueOn}, is {days} days late ({amount}). Overdue in all: {overdue}. Call now and ' +
        'ask why: a lost invoice or a dispute is settled in one call, a cash problem is ' +
        'known weeks before the others know.',
    },
    fr: {
      title: '{customer} : premier retard de paiement',
      detail:
        'Sur {payments} règlements en deux ans, aucun retard ; la facture {number}, échue ' +
        'le {dueOn}, a {days} jours de retard ({amount}). Total échu : {overdue}. Appeler ' +
        'sans attendre et demander la raison : une facture égarée ou un litige se règle en ' +
        'un appel, un problème de trésorerie se découvre avant que d’autres créanciers ne réagissent.',
    },
  },
  LATENESS_WORSENING: {
    en: {
      title: '{customer}: more than {passed} days late',
      detail:
        'Invoice {number}, due on {dueOn}, is {days} days late ({amount}). Overdue in all: ' +
        '{overdue}. Escalate the reminder, get a dated promise in writing, and hold new ' +
        'orders on credit until it is paid.',
    },
    fr: {
      title: '{customer} : plus de {passed} jours de retard',
      detail:
        'La facture {number}, échue le {dueOn}, a {days} jours de retard ({amount}). Total ' +
        'échu : {overdue}. Passer à la relance suivante, obtenir une promesse datée par ' +
        'écrit et ne plus livrer à crédit avant le règlement.',
    },
  },
  LATENESS_GRAVE: {
    en: {
      title: '{customer}: more than {passed} days late',
      detail:
        'Invoice {number}, due on {dueOn}, is {days} days late ({amount}). Overdue in all: ' +
        '{overdue}. Stop supply, send the formal notice, and notify the credit insurer ' +
        'within the days of the policy: cover is lost after them.',
    },
    fr: {
      title: '{customer} : plus de {passed} jours de retard',
      detail:
        'La facture {number}, échue le {dueOn}, a {days} jours de retard ({amount}). Total ' +
        'échu : {overdue}. Arrêter les livraisons, adresser la mise en demeure et déclarer ' +
        'l’impayé à l’assureur-crédit dans le délai de la police : au-delà, la garantie ' +
        'est perdue.',
    },
  },
  PAYMENT_SLOWDOWN: {
    en: {
      title: '{customer}: pays {slower} days later than it used to',
      detail:
        'The {payments} payments of the last 90 days ({paid}) came {recent} days late on ' +
        'average, against {habit} the year before. Overdue: {overdue}; exposure: ' +
        '{exposure}. Paying suppliers later is the first sign of short cash: ask for the ' +
        'reason, shorten terms or ask for deposits before raising anything.',
    },
    fr: {
      title: '{customer} : paie {slower} jours plus tard que d’habitude',
      detail:
        'Les {payments} règlements des 90 derniers jours ({paid}) sont arrivés avec ' +
        '{recent} jours de retard en moyenne, contre {habit} l’année précédente. Échu : ' +
        '{overdue} ; encours : {exposure}. Payer ses fournisseurs plus tard est le premier ' +
        'signe de tension de trésorerie : demander la raison, raccourcir les délais ou ' +
        'demander des acomptes avant tout relèvement.',
    },
  },
  PAYMENT_SLOWDOWN_FROM_PROMPT: {
    en: {
      title: '{customer}: used to pay in time, now {recent} days late',
      detail:
        'The {payments} payments of the last 90 days ({paid}) came {recent} days late on ' +
        'average; the year before it paid by the due date. Overdue: {overdue}; exposure: ' +
        '{exposure}. Paying suppliers later is the first sign of short cash: ask for the ' +
        'reason, shorten terms or ask for deposits before raising anything.',
    },
    fr: {
      title: '{customer} : payait à l’échéance, désormais {recent} jours de retard',
      detail:
        'Les {payments} règlements des 90 derniers jours ({paid}) sont arrivés avec ' +
        '{recent} jours de retard en moyenne ; l’année précédente, il payait à l’échéance. ' +
        'Échu : {overdue} ; encours : {exposure}. Payer ses fournisseurs plus tard est le ' +
        'premier signe de tension de trésorerie : demander la raison, raccourcir les ' +
        'délais ou demander des acomptes avant tout relèvement.',
    },
  },
  PROMISE_BROKEN: {
    en: {
      title: '{customer}: broke its promise to pay {amount}',
      detail:
        'It was to pay {amount} by {on} ({reference}); {received} came in since. Overdue ' +
        'in all: {overdue}. Call today, take the next promise in writing, and say what ' +
        'follows if it is broken, too.',
    },
    fr: {
      title: '{customer} : promesse de payer {amount} non tenue',
      detail:
        'Le règlement de {amount} était promis pour le {on} ({reference}) ; {received} ' +
        'reçus depuis. Total échu : {overdue}. Appeler aujourd’hui, prendre la prochaine ' +
        'promesse par écrit et annoncer la suite si elle n’est pas tenue.',
    },
  },
  PROMISE_BROKEN_NO_AMOUNT: {
    en: {
      title: '{customer}: broke its promise to pay',
      detail:
        'It was to pay by {on} ({reference}). Overdue in all: {overdue}. Call today, take ' +
        'the next promise in writing with an amount and a day, and say what follows if it ' +
        'is broken, too.',
    },
    fr: {
      title: '{customer} : promesse de paiement non tenue',
      detail:
        'Le règlement était promis pour le {on} ({reference}). Total échu : {overdue}. ' +
        'Appeler aujourd’hui, prendre la prochaine promesse par écrit, avec un montant et ' +
        'une date, et annoncer la suite si elle n’est pas tenue.',
    },
  },
  PROMISE_BROKEN_AGAIN: {
    en: {
      title: '{customer}: broke a promise to pay again, {amount}',
      detail:
        'It was to pay {amount} by {on} ({reference}); {received} came in since. Promises ' +
        'broken within a year: {ordinal}. Overdue in all: {overdue}. Its promises are ' +
        'no longer credible: hold supply, send the formal notice, and hand the file over ' +
        'unless it pays now.',
    },
    fr: {
      title: '{customer} : nouvelle promesse non tenue, {amount}',
      detail:
        'Le règlement de {amount} était promis pour le {on} ({reference}) ; {received} ' +
        'reçus depuis. Promesses non tenues en un an : {ordinal}. Total échu : {overdue}. ' +
        'Ses promesses ne sont plus crédibles : bloquer les livraisons, adresser la mise en demeure ' +
        'et transmettre le dossier faute de règlement immédiat.',
    },
  },
  PROMISE_BROKEN_AGAIN_NO_AMOUNT: {
    en: {
      title: '{customer}: broke a promise to pay again',
      detail:
        'It was to pay by {on} ({reference}). Promises broken within a year: {ordinal}. ' +
        'Overdue in all: {overdue}. Its promises are no longer credible: hold supply, send ' +
        'the formal notice, and hand the file over unless it pays now.',
    },
    fr: {
      title: '{customer} : nouvelle promesse de paiement non tenue',
      detail:
        'Le règlement était promis pour le {on} ({reference}). Promesses non tenues en un ' +
        'an : {ordinal}. Total échu : {overdue}. Ses promesses ne sont plus crédibles : bloquer les ' +
        'livraisons, adresser la mise en demeure et transmettre le dossier faute de ' +
        'règlement immédiat.',
    },
  },
  CONCENTRATION: {
    en: {
      title: '{customer}: {share} of all that customers owe',
      detail:
        'It owes {open} of {portfolio} owed by {debtors} customers; the policy tells from ' +
        '{rate}. Its failure would put you at risk: see that it is insured or secured to the last ' +
        'euro, review it more often, and think twice before the next raise.',
    },
    fr: {
      title: '{customer} : {share} du total des créances clients',
      detail:
        'Il doit {open} sur les {portfolio} dus par {debtors} clients ; la politique ' +
        'alerte à partir de {rate}. Sa défaillance vous mettrait en danger : vérifier que tout est ' +
        'assuré ou garanti, le revoir plus souvent et réfléchir à deux fois avant le ' +
        'prochain relèvement.',
    },
  },
} satisfies AlertTexts;
