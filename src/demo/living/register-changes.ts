import type { SimulatedCompany } from '../../connector-kit';
import { PLACES } from '../catalog/places';
import { SECTORS } from '../catalog/sectors';
import { STREETS } from '../catalog/vocabulary';
import type { Random } from '../random';
import { newPerson } from '../registry/restless';
import { outcome, type Actor, type Happening, type Stage } from './stage';

const SARL = { code: '5499', label: 'Société à responsabilité limitée (sans autre indication)' };
const SAS = { code: '5710', label: 'SAS, société par actions simplifiée' };
/** No more than this share of companies changes its entry: registers are no fairground. */
const CHANGED_AT_MOST = 0.25;

export const seatMoved: Happening = {
  kind: 'SEAT_MOVED',
  weight: 1.5,
  affects: 'registry',
  happen(stage, random) {
    const actor = drawUnchanged(stage, random);
    if (actor === null) return null;
    const { company } = actor;
    const from = company.address.city;
    const others = PLACES.filter(({ department }) => department !== company.address.department);
    const { city, postcode, communeCode, department, regionCode } = random.pick(others);
    const line = `${random.int(1, 120)} ${random.pick(STREETS)}`;
    company.address = { line, postcode, city, communeCode, department, regionCode };
    publish(stage, actor, { complement: "Transfert de l'adresse du siège social", random });
    return outcome(actor, `${company.name} moved its seat from ${from} to ${city}`);
  },
};

export const legalFormChanged: Happening = {
  kind: 'LEGAL_FORM_CHANGED',
  weight: 1,
  affects: 'registry',
  happen(stage, random) {
    const isEither = ({ legalFormCode }: SimulatedCompany): boolean =>
      [SARL.code, SAS.code].includes(legalFormCode);
    const actor = drawUnchanged(stage, random, isEither);
    if (actor === null) return null;
    const { company } = actor;
    const to = company.legalFormCode === SARL.code ? SAS : SARL;
    company.legalFormCode = to.code;
    company.legalFormLabel = to.label;
    publish(stage, actor, { complement: 'Modification de la forme juridique', random });
    return outcome(actor, `${company.name} is now: ${to.label}`);
  },
};

export const activityChanged: Happening = {
  kind: 'ACTIVITY_CHANGED',
  weight: 1,
  affects: 'registry',
  happen(stage, random) {
    const actor = drawUnchanged(stage, random);
    if (actor === null) return null;
    const { company } = actor;
    const division = company.activityCode.slice(0, 2);
    const sector = random.pick(SECTORS.filter(({ code }) => code.slice(0, 2) !== division));
    company.activityCode = sector.code;
    company.activityLabel = sector.label;
    company.activitySection = sector.section;
    publish(stage, actor, { complement: "Modification survenue sur l'activité", random });
    return outcome(actor, `${company.name} now does: ${sector.label}`);
  },
};

export const officerReplaced: Happening = {
  kind: 'OFFICER_REPLACED',
  weight: 1.5,
  affects: 'registry',
  happen(stage, random) {
    const actor = drawUnchanged(stage, random, ({ officers }) => officers.length > 0);
    const gone = actor?.company.officers[0];
    if (actor === null || gone === undefined) return null;
    const { company } = actor;
    const come = { ...newPerson(stage.world.today(), random), role: gone.role };
    company.officers = [come, ...company.officers.slice(1)];
    const complement = "Modification survenue sur l'administration";
    publish(stage, actor, { complement, random });
    const who = `${come.firstNames} ${come.lastName}`;
    return outcome(actor, `${company.name}: ${who} follows ${gone.lastName} as ${gone.role}`);
  },
};

/** Somebody who still trades, owes something and whose entry has not changed yet. */
function drawUnchanged(
  stage: Stage,
  random: Random,
  fits: (company: SimulatedCompany) => boolean = () => true,
): Actor | null {
  if (stage.changed.size >= Math.max(4, stage.size() * CHANGED_AT_MOST)) return null;
  return stage.draw(random, (actor) => {
    const { company, customer } = actor;
    if (!stage.isTrading(actor) || company.isNaturalPerson || !fits(company)) return false;
    if (customer.matching !== 'EASY' || stage.changed.has(company.siren)) return false;
    return stage.receivables.owedMinor(customer.index) > 0n;
  });
}

function publish(
  stage: Stage,
  { company, customer }: Actor,
  { complement, random }: { complement: string; random: Random },
): void {
  const publishedOn = stage.world.today();
  const court = customer.profile?.place.court ?? company.address.city;
  const notice = { kind: 'MODIFIED', publishedOn, court, complement } as const;
  company.notices.push(stage.world.gazette.publish(notice, random));
  stage.changed.add(company.siren);
}
