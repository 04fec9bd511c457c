/** Pappers' BODACC publications and proceedings to legal events, under the bulletin's own ids. Pure. */
import {
  listed,
  type LegalEventKind,
  type LegalEventRecord,
  type LocalDate,
} from '../../src/connector-kit';
import { folded } from './amounts';
import type { Company, Proceedings, Publication } from './payloads';

/** One event per publication, wherever it is listed; proceedings without a publication give their dates. */
export function legalEvents(source: Company): LegalEventRecord[] {
  const { siren } = source;
  const listed = source.procedures_collectives.flatMap((one) =>
    one.publications_bodacc.map((publication) => ({
      ...publication,
      type: publication.type ?? PROCEEDINGS_TYPE,
    })),
  );
  const events = new Map<string, LegalEventRecord>();
  for (const publication of [...source.publications_bodacc, ...listed]) {
    const event = publicationEvent(siren, publication);
    if (event !== null && !events.has(event.sourceKey)) events.set(event.sourceKey, event);
  }
  for (const event of source.procedures_collectives.flatMap((one) => datesOf(siren, one))) {
    events.set(event.sourceKey, event);
  }
  return [...events.values()];
}

const PROCEEDINGS_TYPE = 'Procédure collective';

const KIND_OF_TYPE: Readonly<Record<string, LegalEventKind>> = {
  creation: 'REGISTERED',
  immatriculation: 'REGISTERED',
  modification: 'MODIFIED',
  vente: 'SALE_OF_BUSINESS',
  achat: 'SALE_OF_BUSINESS',
  radiation: 'STRUCK_OFF',
  'depot des comptes': 'ACCOUNTS_FILED',
};

function publicationEvent(siren: string, source: Publication): LegalEventRecord | null {
  const id = bulletinId(source);
  if (id === null || source.date === null) return null;
  const type = folded(source.type ?? '');
  const isProceedings = type === folded(PROCEEDINGS_TYPE);
  const kind = isProceedings ? judgmentKind(source) : plainKind(type, source);
  const isAccounts = kind === 'ACCOUNTS_FILED';
  return {
    ...blankEvent(siren, id, source.date),
    kind,
    court: source.greffe,
    title: (isProceedings ? source.nature : source.type_depot) ?? source.type ?? 'Publication',
    detail:
      source.complement_jugement ?? source.description ?? source.descriptif ?? source.commentaires,
    url: urlOf(source),
    accountsClosedOn: isAccounts ? source.date_cloture : null,
    accountsConfidential: isAccounts ? isConfidential(source) : null,
  };
}

/** Two comments turn a striking-off into something else: a move to another court, and the report of one made in error. */
function plainKind(type: string, source: Publication): LegalEventKind {
  const kind = listed(KIND_OF_TYPE, type) ?? 'OTHER';
  if (kind !== 'STRUCK_OFF') return kind;
  const { commentaires, description, descriptif } = source;
  const words = folded([commentaires, description, descriptif].join(' '));
  if (words.includes("rapport de radiation d'office")) return 'STRIKE_OFF_CANCELLED';
  return words.includes('transfert du siege hors ressort') ? 'MODIFIED' : kind;
}

function blankEvent(siren: string, sourceKey: string, publishedOn: LocalDate): LegalEventRecord {
  return {
    type: 'legalEvent',
    sourceKey,
    siren,
    kind: 'OTHER',
    publishedOn,
    decidedOn: null,
    court: null,
    title: 'Publication',
    detail: null,
    url: null,
    relatedKey: null,
    relation: null,
    accountsClosedOn: null,
    accountsConfidential: null,
  };
}

/** The bulletin's id of a notice, letter + issue + number, so that it is recognised beside the bulletin itself. */
function bulletinId(source: Publication): string | null {
  const { bodacc, numero_parution: issue, numero_annonce: number } = source;
  if (bodacc === null || issue === null || number === null) return null;
  return `${bodacc.toUpperCase()}${issue}${number.replace(/^0+(?=\d)/, '')}`;
}

/** Link for people; seen in the State's own search site, not documented. */
function urlOf({ bodacc, numero_parution: issue, numero_annonce: number }: Publication): string {
  return `https://www.bodacc.fr/annonce/detail-annonce/${bodacc ?? ''}/${issue ?? ''}/${number ?? ''}`;
}

function isConfidential(source: Publication): boolean {
  return folded(source.descriptif ?? '').includes('confidentialite');
}

/** Families that never change a company's state. */
const INERT_FAMILIES: readonly string[] = [
  'avis de depot',
  'extrait de jugement',
  'loi de 1967',
  'retractation sur tierce opposition',
];

/**
 * Judgments by their words, the first rule that fits: Pappers rewrites BODACC's strings now and then, so that the
 * exact list the bulletin allows is no use here. Order matters: closures and conversions name openings too.
 */
const JUDGMENT_RULES: readonly (readonly [RegExp, LegalEventKind])[] = [
  [/cloture|mettant fin a la procedure de (redressement|sauvegarde)/, 'PROCEEDINGS_CLOSED'],
  [/traitement de sortie de crise$/, 'PROCEEDINGS_OTHER'],
  [
    /(conversion en|resolution .* et la|ouvrant une procedure de) liquidation judiciaire/,
    'CONVERTED_TO_LIQUIDATION',
  ],
  [
    /(conversion en|resolution .* et le|ouvrant une procedure de) redressement judiciaire/,
    'CONVERTED_TO_RECEIVERSHIP',
  ],
  [/resolution du plan/, 'PLAN_FAILED'],
  [/(arretant|modifiant) (le|un) plan|jugement de plan/, 'PLAN_ADOPTED'],
  [/(ouverture|extension) .*liquidation judiciaire/, 'LIQUIDATION_OPENED'],
  [/(ouverture|extension) .*redressement judiciaire/, 'RECEIVERSHIP_OPENED'],
  [/(ouverture|extension) .*sauvegarde/, 'SAFEGUARD_OPENED'],
];

interface CatchAll {
  liquidation: LegalEventKind;
  receivership: LegalEventKind;
}

/** Natures that say nothing by themselves: the complement is read. */
const CATCH_ALLS: Readonly<Record<string, CatchAll>> = {
  "autre jugement d'ouverture": {
    liquidation: 'LIQUIDATION_OPENED',
    receivership: 'RECEIVERSHIP_OPENED',
  },
  'autre jugement prononcant': {
    liquidation: 'CONVERTED_TO_LIQUIDATION',
    receivership: 'CONVERTED_TO_RECEIVERSHIP',
  },
};

function judgmentKind(source: Publication): LegalEventKind {
  if (INERT_FAMILIES.includes(folded(source.famille ?? ''))) return 'PROCEEDINGS_OTHER';
  const nature = folded(source.nature ?? '');
  const catchAll = listed(CATCH_ALLS, nature);
  if (catchAll !== undefined) return kindOfComplement(source, catchAll);
  // Lists of claims repeat the name of the opening they belong to.
  if (!nature.includes('jugement') || /^(liste|depot)/.test(nature)) return 'PROCEEDINGS_OTHER';
  const rule = JUDGMENT_RULES.find(([pattern]) => pattern.test(nature));
  return rule?.[1] ?? 'PROCEEDINGS_OTHER';
}

function kindOfComplement(source: Publication, kinds: CatchAll): LegalEventKind {
  const complement = folded(source.complement_jugement ?? '');
  if (complement.includes('liquidation judiciaire')) return kinds.liquidation;
  if (complement.includes('redressement judiciaire')) return kinds.receivership;
  return complement.includes('sauvegarde') ? 'SAFEGUARD_OPENED' : 'PROCEEDINGS_OTHER';
}

const OPENING_OF_TYPE: Readonly<Record<string, LegalEventKind>> = {
  'liquidation judiciaire': 'LIQUIDATION_OPENED',
  'redressement judiciaire': 'RECEIVERSHIP_OPENED',
  'procedure de sauvegarde': 'SAFEGUARD_OPENED',
};

/** The start and end of proceedings whose notices Pappers does not list. */
function datesOf(siren: string, source: Proceedings): LegalEventRecord[] {
  if (source.publications_bodacc.length > 0 || source.date_debut === null) return [];
  const type = source.type ?? 'Autre procédure collective';
  const key = `procedure:${siren}:${source.date_debut}`;
  const start: LegalEventRecord = {
    ...blankEvent(siren, `${key}:debut`, source.date_debut),
    kind: listed(OPENING_OF_TYPE, folded(type)) ?? 'PROCEEDINGS_OTHER',
    title: type,
  };
  if (source.date_fin === null) return [start];
  const end: LegalEventRecord = {
    ...blankEvent(siren, `${key}:fin`, source.date_fin),
    kind: 'PROCEEDINGS_CLOSED',
    title: `Fin de procédure : ${type}`,
  };
  return [start, end];
}
