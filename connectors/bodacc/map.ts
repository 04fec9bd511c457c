/** A BODACC notice to legal events: one per company it names. Pure. */
import {
  decode,
  type Json,
  type LegalEventKind,
  type LegalEventRecord,
  type LocalDate,
} from '../../src/connector-kit';
import { comparable, frenchDate } from './french-text';
import { judgmentKind } from './judgment-kinds';
import { notice, type Notice } from './payloads';

/**
 * One legal event per SIREN the notice names; none for a notice about people without a SIREN.
 * Throws CONTRACT PAYLOAD_INVALID with the path when the record is not a notice.
 */
export function mapNotice(payload: Json): LegalEventRecord[] {
  const source = decode(notice, payload);
  const sirens = source.registre.length > 0 ? source.registre : source.listepersonnes;
  const facts = familyFacts(source);
  const event = describeNotice(source, facts);
  const link = relationOf(source, facts.kind);
  const isShared = sirens.length > 1;
  return sirens.map((siren) => ({
    type: 'legalEvent',
    sourceKey: keyFor(source.id, siren, isShared),
    siren,
    ...event,
    relation: link?.relation ?? null,
    relatedKey: isTarget(link) ? keyFor(link.target, siren, isShared) : null,
  }));
}

/** Notices that name several companies give one record each, told apart by the SIREN. */
function keyFor(id: string, siren: string, isShared: boolean): string {
  return isShared ? `${id}:${siren}` : id;
}

type EventFacts = Omit<
  LegalEventRecord,
  'type' | 'sourceKey' | 'siren' | 'relation' | 'relatedKey'
>;

interface FamilyFacts {
  kind: LegalEventKind;
  title: string | null;
  detail: string | null;
  decidedOn: LocalDate | null;
}

function describeNotice(source: Notice, facts: FamilyFacts): EventFacts {
  const isAccounts = source.familleavis === 'dpc' && source.depot !== null;
  const isAnnulment = comparable(source.typeavis ?? '') === 'annulation';
  return {
    kind: isAnnulment ? annulledKind(facts.kind) : facts.kind,
    publishedOn: source.dateparution,
    decidedOn: facts.decidedOn,
    court: source.tribunal,
    title: facts.title ?? source.familleavis_lib ?? source.familleavis ?? 'Annonce',
    detail: facts.detail,
    url: urlOf(source),
    accountsClosedOn: isAccounts ? frenchDate(source.depot?.dateCloture ?? null) : null,
    accountsConfidential: isAccounts ? isConfidential(source.depot?.descriptif ?? null) : null,
  };
}

/** The notice for people to read; the dataset has written it with http in the past. */
function urlOf(source: Notice): string | null {
  const url = source.url_complete?.replace(/^http:/, 'https:') ?? null;
  return url?.startsWith('https://') === true ? url : null;
}

function familyFacts(source: Notice): FamilyFacts {
  switch (source.familleavis) {
    case 'collective':
      return judgmentFacts(source, null);
    case 'conciliation':
    case 'retablissement_professionnel':
      return judgmentFacts(source, 'PROCEEDINGS_OTHER');
    case 'radiation':
      return removalFacts(source);
    case 'dpc':
      return plainFacts('ACCOUNTS_FILED', source.depot?.typeDepot, source.depot?.descriptif);
    case 'vente':
      return saleFacts(source);
    case 'creation':
    case 'immatriculation':
      return registrationFacts(source);
    case 'modification':
      return plainFacts('MODIFIED', null, source.modificationsgenerales?.descriptif);
    default:
      return plainFacts('OTHER', null, null);
  }
}

function plainFacts(
  kind: LegalEventKind,
  title: string | null | undefined,
  detail: string | null | undefined,
): FamilyFacts {
  return { kind, title: title ?? null, detail: detail ?? null, decidedOn: null };
}

function judgmentFacts(source: Notice, fixedKind: LegalEventKind | null): FamilyFacts {
  const { jugement } = source;
  if (jugement === null) return plainFacts(fixedKind ?? 'PROCEEDINGS_OTHER', null, null);
  const { famille, nature, complementJugement: complement } = jugement;
  return {
    kind: fixedKind ?? judgmentKind({ famille, nature, complement }),
    title: nature ?? famille,
    detail: complement,
    decidedOn: frenchDate(jugement.date),
  };
}

/** Two comments turn a striking-off into something else: the report of one made in error, and a move to another court. */
function removalFacts(source: Notice): FamilyFacts {
  const removal = source.radiationaurcs;
  const comment = comparable(removal?.commentaire ?? '');
  const ceased = removal?.dateCessationActivitePP ?? removal?.radiationPP?.dateCessationActivitePP;
  return {
    kind: removalKind(comment),
    title: null,
    detail: removal?.commentaire ?? null,
    decidedOn: frenchDate(ceased ?? null),
  };
}

function removalKind(comment: string): LegalEventKind {
  if (comment.includes("rapport de radiation d'office")) return 'STRIKE_OFF_CANCELLED';
  return comment.includes('transfert du siège hors ressort') ? 'MODIFIED' : 'STRUCK_OFF';
}

function saleFacts(source: Notice): FamilyFacts {
  const { acte } = source;
  return {
    kind: 'SALE_OF_BUSINESS',
    title: acte?.vente?.categorieVente ?? null,
    detail: acte?.descriptif ?? null,
    decidedOn: frenchDate(acte?.vente?.dateEffet ?? acte?.dateEffet ?? null),
  };
}

function registrationFacts(source: Notice): FamilyFacts {
  const { acte } = source;
  const title =
    acte?.creation?.categorieCreation ?? acte?.immatriculation?.categorieImmatriculation;
  return {
    kind: 'REGISTERED',
    title: title ?? null,
    detail: acte?.descriptif ?? null,
    decidedOn: frenchDate(acte?.dateImmatriculation ?? acte?.dateCommencementActivite ?? null),
  };
}

const PROCEEDINGS: ReadonlySet<LegalEventKind> = new Set([
  'SAFEGUARD_OPENED',
  'RECEIVERSHIP_OPENED',
  'LIQUIDATION_OPENED',
  'CONVERTED_TO_RECEIVERSHIP',
  'CONVERTED_TO_LIQUIDATION',
  'PLAN_ADOPTED',
  'PLAN_FAILED',
  'PROCEEDINGS_CLOSED',
  'PROCEEDINGS_OTHER',
]);

/** An annulment repeats the notice it annuls; it must never count as a second liquidation or striking-off. */
function annulledKind(kind: LegalEventKind): LegalEventKind {
  if (kind === 'STRUCK_OFF' || kind === 'STRIKE_OFF_CANCELLED') return 'STRIKE_OFF_CANCELLED';
  return PROCEEDINGS.has(kind) ? 'PROCEEDINGS_OTHER' : 'OTHER';
}

/** The declaration of art. L. 232-25 stands in the deposit's own text; without it the accounts are public. */
function isConfidential(descriptif: string | null): boolean {
  return comparable(descriptif ?? '').includes('confidentialité');
}

interface Link {
  relation: 'RECTIFIES' | 'CANCELS';
  target: string | null;
}

function isTarget(link: Link | null): link is Link & { target: string } {
  return link !== null && link.target !== null;
}

function relationOf(source: Notice, familyKind: LegalEventKind): Link | null {
  const target = precedentId(source);
  const kind = comparable(source.typeavis ?? '');
  const isWithdrawal =
    comparable(source.jugement?.famille ?? '') === 'rétractation sur tierce opposition';
  const isErrorReport = familyKind === 'STRIKE_OFF_CANCELLED';
  if (kind === 'annulation') return { relation: 'CANCELS', target };
  if ((isWithdrawal || isErrorReport) && target !== null) return { relation: 'CANCELS', target };
  return kind === 'rectificatif' ? { relation: 'RECTIFIES', target } : null;
}

/** Id of the notice referred to: bulletin letter, issue, number, without padding ("B" + "20220227" + "446"). */
function precedentId(source: Notice): string | null {
  const previous = source.parutionavisprecedent;
  if (previous === null) return null;
  const letter = /([ABC])\s*$/.exec((previous.nomPublication ?? '').toUpperCase())?.[1];
  const { numeroParution, numeroAnnonce } = previous;
  if (letter === undefined || numeroParution === null || numeroAnnonce === null) return null;
  return `${letter}${numeroParution.replace(/\D/g, '')}${numeroAnnonce.replace(/^0+(?=\d)/, '')}`;
}
