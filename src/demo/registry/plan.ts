import { addDays, epochDay, fromEpochDay, type LocalDate } from '../../kernel';
import { PLACES } from '../catalog/places';
import { SECTORS, type Sector } from '../catalog/sectors';
import type { Random } from '../random';
import { chooseLegalForm, commercialForm, SOLE_TRADER } from './legal-forms';
import type { CompanyProfile, Fate, Filing, Health } from './profile';
import { STAFF_SHARES } from './staff-bands';

/** What is decided about a company before anything else is invented. */
export interface Role {
  isNaturalPerson: boolean;
  isDiffusible: boolean;
  fate: Fate;
  /** Its name is a near-double of an earlier company's. */
  isDouble: boolean;
  /** Its trade, when that is not left to chance. */
  sector?: Sector;
}

/** Share of customers behind each fate, and how many days ago it began. */
const FATES: readonly (readonly [Fate, share: number, from: number, to: number])[] = [
  ['RECEIVERSHIP', 0.0067, 40, 170],
  ['LIQUIDATION', 0.0067, 60, 300],
  ['PLAN', 0.0067, 620, 700],
  ['LIQUIDATION_CLOSED', 0.0034, 650, 720],
  ['SAFEGUARD', 0.0034, 50, 160],
  ['STRUCK_OFF', 0.0034, 90, 240],
];
const PLACE_SHARES = PLACES.map((place) => [place, place.weight] as const);
const NATURAL_PERSONS = 0.03;
const DOUBLES = 0.03;

/** Deals the rare roles among `count` companies so that even a small world has some of each. */
export function dealRoles(count: number, random: Random): Role[] {
  const roles: Role[] = Array.from({ length: count }, () => ({
    isNaturalPerson: false,
    isDiffusible: true,
    fate: 'NONE',
    isDouble: false,
  }));
  const deck = random.shuffled(roles);
  const share = (part: number): number => (count < 20 ? 0 : Math.max(1, Math.round(count * part)));
  const deal = (cards: number, change: (role: Role) => void): void => {
    for (const role of deck.splice(0, cards)) change(role);
  };
  const natural = share(NATURAL_PERSONS);
  const hidden = Math.min(natural, share(0.009));
  deal(hidden, (role) => {
    role.isNaturalPerson = true;
    role.isDiffusible = false;
  });
  deal(natural - hidden, (role) => void (role.isNaturalPerson = true));
  for (const [fate, part] of FATES) deal(share(part), (role) => void (role.fate = fate));
  deal(share(DOUBLES), (role) => void (role.isDouble = true));
  return roles;
}

/** A company of the kind its role wants; the rest is chance. */
export function inventProfile(role: Role, today: LocalDate, random: Random): CompanyProfile {
  const isInTrouble = role.fate !== 'NONE';
  const sector = role.sector ?? chooseSector(isInTrouble, random);
  const staff = role.isNaturalPerson ? random.int(0, 2) : chooseStaff(isInTrouble, random);
  const health = chooseHealth(role.fate, random);
  const size = Math.max(staff, 0.6) * sector.turnoverPerHeadEuros;
  return {
    sector,
    place: random.weighted(PLACE_SHARES),
    legalForm: chooseForm(role, { sector, staff, random }),
    staff,
    turnoverEuros: Math.round(size * Math.exp(random.normal() * 0.22)),
    health,
    fate: role.fate,
    troubleOn: troubleOn(role.fate, today, random),
    filing: chooseFiling(health, random),
    createdOn: chooseCreation(role, today, random),
    closing: random.weighted([
      ['12-31', 70],
      ['06-30', 10],
      ['09-30', 11],
      ['03-31', 9],
    ]),
    isNaturalPerson: role.isNaturalPerson,
    isDiffusible: role.isDiffusible,
  };
}

function chooseForm(
  role: Role,
  context: { sector: Sector; staff: number; random: Random },
): CompanyProfile['legalForm'] {
  if (role.isNaturalPerson) return SOLE_TRADER;
  if (role.fate !== 'NONE') return commercialForm(context.random);
  return chooseLegalForm(context.sector, context.staff, context.random);
}

function chooseSector(isInTrouble: boolean, random: Random): Sector {
  const open = isInTrouble ? SECTORS.filter((one) => 'CFGHN'.includes(one.section)) : SECTORS;
  return random.weighted(open.map((sector) => [sector, sector.weight] as const));
}

function chooseStaff(isInTrouble: boolean, random: Random): number {
  if (isInTrouble) return random.int(4, 45);
  const [min, max] = random.weighted(STAFF_SHARES);
  return random.int(min, max);
}

function chooseHealth(fate: Fate, random: Random): Health {
  if (fate === 'STRUCK_OFF') return 'FRAGILE';
  if (fate === 'PLAN' || fate === 'SAFEGUARD') return 'FRAGILE';
  if (fate !== 'NONE') return 'FAILING';
  return random.weighted([
    ['HEALTHY', 50],
    ['AVERAGE', 31],
    ['FRAGILE', 14],
    ['FAILING', 5],
  ]);
}

function troubleOn(fate: Fate, today: LocalDate, random: Random): LocalDate | null {
  const row = FATES.find(([name]) => name === fate);
  return row === undefined ? null : addDays(today, -random.int(row[2], row[3]));
}

function chooseFiling(health: Health, random: Random): Filing {
  const isBad = health === 'FAILING' || health === 'FRAGILE';
  return random.weighted<Filing>([
    ['REGULAR', 100],
    ['SLOW', isBad ? 40 : 12],
    ['STOPPED', isBad ? 35 : 4],
    ['NEVER', isBad ? 16 : 7],
  ]);
}

function chooseCreation(role: Role, today: LocalDate, random: Random): LocalDate {
  const isYoung = role.fate === 'NONE' && random.chance(0.08);
  const days = isYoung
    ? random.int(200, 1_000)
    : Math.min(random.int(1_900, 3_000) + Math.round(random.logNormal(2_500, 0.8)), 18_000);
  return fromEpochDay(epochDay(today) - days);
}
