/** The titles programs and people give the columns of each kind of list, the usual ones first; folded as `foldTitle` does. */
import type { Field, FileKind } from './fields';

export type Names = Partial<Record<Field, readonly string[]>>;

function names(...lines: readonly string[]): string[] {
  return lines.join(' ').split(', ');
}

const PARTY: Names = {
  partyCode: names(
    'code client, n client, no client, num client, numero client, ref client, id',
    'client, client code, compte client, code tiers, compte tiers, n tiers, tiers code,',
    'code, customer code, customer id, customer no, customer number, account code,',
    'debtor, client id, compte auxiliaire, auxiliaire, n compte, compte',
  ),
  partyName: names(
    'client, nom client, nom du client, raison sociale, raison sociale client, nom,',
    'tiers, nom tiers, intitule, intitule client, intitule tiers, denomination,',
    'societe, nom societe, customer, customer name, client name, company, company name,',
    'name, bill to, debtor name, intitule du compte, libelle compte, nom ou raison',
    'sociale, nom de l entreprise, entreprise, invoice partner display name, partner,',
    'partenaire, nom du partenaire a afficher sur la facture, nom d affichage du',
    'partenaire de la facture',
  ),
};
const COMPANY: Names = {
  siren: names('siren, n siren, numero siren, siren client, no siren, rcs, registration number'),
  siret: names('siret, n siret, numero siret, siret client, no siret'),
  vatNumber: names(
    'tva intracommunautaire, tva intra, n tva, numero tva, n tva intracommunautaire,',
    'vat number, numero de tva, tva intracom, code tva intra, vat id, vat, tax number,',
    'id tva',
  ),
  email: names(
    'email, e mail, mail, courriel, adresse email, email facturation, contact email,',
    'email address, adresse e mail',
  ),
  phone: names('telephone, tel, phone, n telephone, mobile, telephone 1, portable'),
  terms: names(
    'conditions de paiement, condition de paiement, conditions reglement, delai de',
    'paiement, conditions de reglement, delai reglement, echeance client, delai,',
    'payment terms, terms, reglement, modalites de paiement, condition reglement',
  ),
  country: names('pays, code pays, country, country code, pays facturation'),
  limit: names(
    'encours autorise, plafond, plafond encours, limite de credit, limite credit,',
    'encours max, credit limit, encours maximum, plafond de credit, encours maxi,',
    'limite encours, limite',
  ),
};
const CURRENCY: Names = {
  currency: names('devise, currency, code devise, monnaie, currency code'),
};

/** In a list of claims a contact is the customer; in one of customers it is a person. */
const NAMED_CONTACT: Names = {
  partyName: [...(PARTY.partyName ?? []), 'contact', 'contact name', 'nom facturation'],
};

export const TITLES: Readonly<Record<FileKind, Names>> = {
  INVOICES: {
    ...PARTY,
    ...NAMED_CONTACT,
    ...CURRENCY,
    ...COMPANY,
    number: names(
      'n facture, no facture, numero facture, numero de facture, num facture, facture, n',
      'piece, numero, n, no, num, piece, n de facture, n de piece, numero piece, num',
      'piece, nr, invoice, invoice number, invoice no, invoice num, number, document,',
      'document number, ref facture, reference facture, n document, numero document,',
      'document no, doc no, numero du document',
    ),
    issuedOn: names(
      'date facture, date de facture, date, date piece, date de piece, date emission,',
      'emise le, date d emission, date document, date de facturation, date facturation,',
      'invoice date, issue date, issued on, document date, date du document, facture du',
    ),
    dueOn: names(
      'echeance, date echeance, date d echeance, date ech, ech, due date, due, due on,',
      'date limite, date limite de paiement, date limite reglement, a payer le, payable',
      'le',
    ),
    amount: names(
      'montant ttc, total ttc, ttc, montant, total, montant facture, net a payer, montant',
      'total, amount, total amount, gross amount, invoice amount, gross, montant ttc eur,',
      'total facture, montant du document, montant initial, total incl tax, amount incl',
      'tax, mt ttc, total ttc eur, montant total ttc, total signed, total signe',
    ),
    netAmount: names(
      'montant ht, total ht, ht, net amount, amount excl tax, subtotal, base ht, tax',
      'excluded, untaxed amount, untaxed amount signed, hors taxes, montant hors taxes,',
      'montant hors taxes signe',
    ),
    taxAmount: names('montant tva, total tva, tva, vat amount, tax, tax amount, tax total'),
    open: names(
      'reste a payer, reste du, solde, solde du, montant du, restant du, reste, a payer,',
      'reste a regler, encours, solde restant, open amount, balance, balance due, amount',
      'due, outstanding, outstanding amount, remaining, impaye, restant, solde facture,',
      'solde ttc, du, montant restant du, montant restant, amount due signed, montant du',
      'signe, open balance, invoice amount due, remaining amount, amount outstanding',
    ),
    paid: names(
      'montant paye, paye, montant regle, regle, deja regle, deja paye, encaisse,',
      'acompte, paid, amount paid, paid amount, total regle, reglements, total paye,',
      'acomptes verses, invoice amount paid',
    ),
    paidOn: names(
      'date reglement, date de reglement, date paiement, date de paiement, reglee le,',
      'payee le, paid on, payment date, date encaissement, date paid, regle le, paye le',
    ),
    debit: names('debit, montant debit'),
    credit: names('credit, montant credit'),
    type: names(
      'type, type piece, type de piece, nature, type document, document type, sens, type',
      'facture, transaction type, type de facture, invoice type',
    ),
    status: names('statut, etat, status, state, situation, statut facture, etat paiement'),
    reference: names(
      'reference, ref, ref commande, n commande, commande, votre reference, bon de',
      'commande, reference client, order, order number, po number, purchase order,',
      'reference commande',
    ),
    label: names('libelle, objet, designation, description, label, subject, libelle piece'),
  },
  PAYMENTS: {
    ...PARTY,
    ...CURRENCY,
    paidOn: names(
      'date reglement, date de reglement, date paiement, date de paiement, date',
      'encaissement, date, date d encaissement, payment date, paid on, date valeur, regle',
      'le, received on',
    ),
    amount: names(
      'montant regle, montant reglement, montant paye, montant encaisse, montant, montant',
      'paiement, amount, payment amount, paid amount, amount received, total, montant du',
      'reglement, encaisse',
    ),
    invoiceNumber: names(
      'n facture, no facture, numero facture, facture, facture reglee, invoice, invoice',
      'number, numero de facture, num facture, piece reglee, factures, invoice no, ref',
      'facture, lettrage, applied to, n de facture, n piece, piece',
    ),
    invoiceDate: names('date facture, date de facture, invoice date'),
    number: names(
      'n reglement, numero reglement, no reglement, n paiement, numero paiement,',
      'reference paiement, payment number, payment id, payment no, n remise, n cheque,',
      'ref reglement, payment, reference reglement, receipt, receipt number, n d',
      'encaissement',
    ),
    type: names(
      'mode, mode de reglement, mode reglement, moyen de paiement, payment method,',
      'method, type',
    ),
    label: names('libelle, label, description, commentaire, communication'),
    reference: names('reference, ref, reference bancaire, bank reference'),
  },
  CUSTOMERS: {
    ...PARTY,
    ...CURRENCY,
    ...COMPANY,
    status: names('statut, actif, status, active, etat'),
  },
  AGED_BALANCE: {
    ...PARTY,
    ...NAMED_CONTACT,
    ...CURRENCY,
    total: names(
      'total, solde, total du, total general, solde total, encours, balance, total solde,',
      'solde du, total outstanding, montant total, total ttc, total client, montant du',
    ),
  },
  GRAND_LIVRE: {
    account: names(
      'compte, n compte, numero compte, compte general, account, account number,',
      'comptenum, n compte general, numero de compte',
    ),
    partyCode: names(
      'compte auxiliaire, auxiliaire, tiers, code tiers, compte tiers, compauxnum, sub',
      'account, n compte tiers, numero tiers',
    ),
    partyName: names(
      'nom tiers, libelle auxiliaire, intitule tiers, compauxlib, intitule compte tiers,',
      'intitule du tiers',
    ),
    accountName: names(
      'libelle compte, intitule du compte, intitule compte, intitule, account name,',
      'comptelib',
    ),
    entryOn: names(
      'date, date ecriture, date comptable, ecrituredate, posting date, date piece, date',
      'mvt, date de piece, date d ecriture',
    ),
    journal: names('journal, jnl, code journal, jrn, journalcode, jal, journal code'),
    entryNumber: names(
      'n ecriture, ecriturenum, n mouvement, mouvement, n saisie, entry, entry number, n',
      'mvt',
    ),
    number: names(
      'piece, n piece, reference, ref, no piece, numero piece, pieceref, n facture,',
      'document, n de piece, numero de piece',
    ),
    label: names(
      'libelle, libelle ecriture, label, description, ecriturelib, designation, libelle',
      'operation',
    ),
    letter: names('lettrage, let, lettre, code lettrage, l, ltg, ecriturelet, matching, lett'),
    debit: names('debit, montant debit, mouvement debit, debit eur'),
    credit: names('credit, montant credit, mouvement credit, credit eur'),
    dueOn: names('echeance, date echeance, date d echeance, due date, ech, date ech'),
  },
};
