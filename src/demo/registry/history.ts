import { addDays, epochDay, fromEpochDay, type LocalDate } from '../../kernel';
import type { SimulatedCompany, SimulatedStatement } from '../../connector-kit';
import { toBusinessDay } from '../calendar';
import type { Random } from '../random';
import type { Gazette, NoticeText } from './gazette';
import type { CompanyProfile } from './profile';

/** BODACC's own words for what a court decided. */
export const JUDGMENTS = {
  safeguard: "Jugement d'ouverture d'une procédure de sauvegarde",
  receivership: "Jugement d'ouverture d'une procédure de redressement judiciaire",
  liquidation: "Jugement d'ouverture de liquidation judiciaire",
  conversion: 'Jugement de conversion en liquidation judiciaire',
  safeguardConversion:
    'Jugement de conversion en redressement judiciaire de la procédure de sauvegarde',
  plan: 'Jugement arrêtant le plan de redressement',
  safeguardClosure: 'Jugement mettant fin à la procédure de sauvegarde',
  closure: "Jugement de clôture pour insuffisance d'actif",
} as const;

/** Everything the gazette has already said about the company, oldest first; sets ceasedOn when it was struck off. */
export function publishHistory(
  company: SimulatedCompany,
  profile: CompanyProfile,
  context: { gazette: Gazette; today: LocalDate; random: Random },
): void {
  const { gazette, today, random } = context;
  const texts = [
    ...accountNotices(company, profile, random),
    ...lifeNotices(profile, today, random),
    ...fateNotices(profile, random),
  ].filter((notice) => notice.publishedOn <= addDays(today, -2));
  texts.sort((left, right) => (left.publishedOn < right.publishedOn ? -1 : 1));
  for (const notice of texts) {
    const publishedOn = fromEpochDay(toBusinessDay(epochDay(notice.publishedOn)));
    company.notices.push(gazette.publish({ ...notice, publishedOn }, random));
  }
  const end = texts.find((notice) => notice.kind === 'STRUCK_OFF');
  if (end !== undefined) company.ceasedOn = end.decidedOn ?? end.publishedOn;
}

/** The notice that a statement has been deposited. */
export function accountsNotice(
  statement: SimulatedStatement,
  court: string,
  publishedOn: LocalDate,
): NoticeText {
  return {
    kind: 'ACCOUNTS_FILED',
    publishedOn,
    court,
    accountsClosedOn: statement.closedOn,
    accountsConfidential: statement.confidentiality === 'FULL',
    ...complementOf(statement),
  };
}

function complementOf(statement: SimulatedStatement): { complement?: string } {
  if (statement.confidentiality === 'FULL')
    return {
      complement:
        'Les comptes annuels sont accompagnés d’une déclaration de confidentialité en application ' +
        'du premier alinéa de l’article L. 232-25.',
    };
  if (statement.confidentiality === 'INCOME_STATEMENT')
    return {
      complement:
        'Le compte de résultat est accompagné d’une déclaration de confidentialité en application ' +
        'du deuxième alinéa de l’article L. 232-25.',
    };
  return {};
}

function accountNotices(
  company: SimulatedCompany,
  profile: CompanyProfile,
  random: Random,
): NoticeText[] {
  return company.statements.map((statement) =>
    accountsNotice(statement, profile.place.court, addDays(statement.filedOn, random.int(4, 18))),
  );
}

const CHANGES: readonly string[] = [
  "Modification survenue sur l'administration",
  'Modification survenue sur le capital (augmentation)',
  "Transfert de l'adresse du siège social",
  'Modification survenue sur la dénomination de l’enseigne',
  "Modification survenue sur l'activité de l'établissement",
];

function lifeNotices(profile: CompanyProfile, today: LocalDate, random: Random): NoticeText[] {
  const { court } = profile.place;
  const texts: NoticeText[] = [];
  if (profile.legalForm.code === '9220') return texts;
  if (profile.createdOn >= '2008-01-01')
    texts.push({
      kind: 'REGISTERED',
      publishedOn: addDays(profile.createdOn, random.int(5, 20)),
      court,
      complement: 'Création d’un établissement principal',
    });
  for (
    let count = random.weighted([
      [0, 60],
      [1, 28],
      [2, 12],
    ]);
    count > 0;
    count--
  ) {
    const publishedOn = addDays(today, -random.int(30, 1_400));
    if (publishedOn <= addDays(profile.createdOn, 60)) continue;
    if (profile.troubleOn !== null && publishedOn >= profile.troubleOn) continue;
    texts.push({ kind: 'MODIFIED', publishedOn, court, complement: random.pick(CHANGES) });
  }
  return texts;
}

function fateNotices(profile: CompanyProfile, random: Random): NoticeText[] {
  const { troubleOn: on, fate } = profile;
  if (on === null || fate === 'NONE') return [];
  const { court } = profile.place;
  if (fate === 'STRUCK_OFF')
    return [strikingOff(on, { court, publishedOn: addDays(on, random.int(3, 10)) })];
  if (fate === 'SAFEGUARD')
    return [judgment('SAFEGUARD_OPENED', JUDGMENTS.safeguard, { on, court, random })];
  const opening = judgment('RECEIVERSHIP_OPENED', JUDGMENTS.receivership, { on, court, random });
  if (fate === 'RECEIVERSHIP') return [opening];
  if (fate === 'PLAN') {
    const planOn = addDays(on, random.int(330, 420));
    return [opening, judgment('PLAN_ADOPTED', JUDGMENTS.plan, { on: planOn, court, random })];
  }
  if (fate === 'LIQUIDATION')
    return [judgment('LIQUIDATION_OPENED', JUDGMENTS.liquidation, { on, court, random })];
  const convertedOn = addDays(on, random.int(120, 200));
  const closedOn = addDays(convertedOn, random.int(260, 340));
  return [
    opening,
    judgment('CONVERTED_TO_LIQUIDATION', JUDGMENTS.conversion, { on: convertedOn, court, random }),
    judgment('PROCEEDINGS_CLOSED', JUDGMENTS.closure, { on: closedOn, court, random }),
    strikingOff(addDays(closedOn, 14), {
      court,
      publishedOn: addDays(closedOn, random.int(18, 30)),
    }),
  ];
}

/** A court's decision as the gazette prints it, a few days after it was taken. */
export function judgment(
  kind: NoticeText['kind'],
  nature: string,
  circumstances: { on: LocalDate; court: string; random: Random; publishedOn?: LocalDate },
): NoticeText {
  const { on, court, random } = circumstances;
  const publishedOn = circumstances.publishedOn ?? addDays(on, random.int(4, 12));
  return {
    kind,
    nature,
    decidedOn: on,
    court,
    publishedOn,
    complement: nature === JUDGMENTS.safeguardClosure ? nature : complement(kind, on, random),
  };
}

function complement(kind: NoticeText['kind'], on: LocalDate, random: Random): string {
  const trustee = random.pick(['SELARL Ajire', 'SCP Mandacœur', 'SELAS Alliance MJ', 'Me Vaubert']);
  const [year = '', month = '', day = ''] = addDays(on, -random.int(20, 300)).split('-');
  const ceased = `date de cessation des paiements le ${day}/${month}/${year}`;
  switch (kind) {
    case 'RECEIVERSHIP_OPENED':
      return `Jugement prononçant l’ouverture d’une procédure de redressement judiciaire, ${ceased}, désignant mandataire judiciaire ${trustee}. Les déclarations des créances sont à adresser au mandataire judiciaire dans les deux mois de la publication.`;
    case 'LIQUIDATION_OPENED':
      return `Jugement prononçant la liquidation judiciaire, ${ceased}, désignant liquidateur ${trustee}. Les créances sont à déclarer dans les deux mois de la publication auprès du liquidateur.`;
    case 'SAFEGUARD_OPENED':
      return `Jugement prononçant l’ouverture d’une procédure de sauvegarde, désignant mandataire judiciaire ${trustee}. Les déclarations des créances sont à déposer au mandataire judiciaire dans les deux mois de la publication.`;
    case 'CONVERTED_TO_LIQUIDATION':
      return `Jugement prononçant la liquidation judiciaire désignant liquidateur ${trustee}.`;
    case 'CONVERTED_TO_RECEIVERSHIP':
      return `Jugement prononçant la conversion de la sauvegarde en redressement judiciaire, mandataire judiciaire ${trustee}.`;
    case 'PLAN_ADOPTED':
      return `Jugement arrêtant le plan de redressement, durée du plan 8 ans, nommant commissaire à l’exécution du plan ${trustee}.`;
    default:
      return 'Jugement prononçant la clôture de la procédure de liquidation judiciaire pour insuffisance d’actif.';
  }
}

/** The company leaves the register. */
export function strikingOff(
  on: LocalDate,
  circumstances: { court: string; publishedOn: LocalDate },
): NoticeText {
  const complement = 'Radiation du registre du commerce et des sociétés';
  return { kind: 'STRUCK_OFF', decidedOn: on, complement, ...circumstances };
}
