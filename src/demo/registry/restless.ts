import { addDays, type LocalDate } from '../../kernel';
import type { SimulatedCompany, SimulatedOfficer } from '../../connector-kit';
import { FIRST_NAMES, SURNAMES } from '../catalog/vocabulary';
import type { Random } from '../random';

/** So many of a hundred companies change hands, or those who run them, several times within a year. */
const RESTLESS = 0.01;
const AGO: readonly [from: number, to: number][] = [
  [250, 320],
  [110, 180],
  [6, 40],
];

/** Somebody nobody has met before. */
export function newPerson(
  since: LocalDate,
  random: Random,
): Pick<SimulatedOfficer, 'lastName' | 'firstNames' | 'birthMonth' | 'since'> {
  const year = Number(since.slice(0, 4)) - random.int(30, 62);
  return {
    lastName: random.pick(SURNAMES).toUpperCase(),
    firstNames: random.pick(FIRST_NAMES),
    birthMonth: `${year}-${String(random.int(1, 12)).padStart(2, '0')}`,
    since,
  };
}

/** Gives some companies a year in which nobody stays: those who run them, those who own them, or both. */
export function unsettle(
  companies: readonly SimulatedCompany[],
  today: LocalDate,
  random: Random,
): void {
  const count = Math.max(2, Math.round(companies.length * RESTLESS));
  const settled = companies.filter(
    ({ isNaturalPerson, officers, createdOn }) =>
      !isNaturalPerson && officers.length > 0 && createdOn < addDays(today, -700),
  );
  random
    .shuffled(settled)
    .slice(0, count)
    .forEach((company, index) => {
      const days = AGO.map(([from, to]) => addDays(today, -random.int(from, to)));
      if (index % 2 === 0) company.officers = newOfficers(company, days, random);
      else
        company.shareholders = days.map((since, at) => ({
          ...newPerson(since, random),
          sharePercent: at === 0 ? 34 : 33,
        }));
    });
}

function newOfficers(
  company: SimulatedCompany,
  days: readonly LocalDate[],
  random: Random,
): SimulatedOfficer[] {
  const leader = company.officers[0]?.role ?? 'Président';
  const roles = ['Directeur général', 'Directeur général délégué', leader];
  return days.map((since, at) => ({ ...newPerson(since, random), role: roles[at] ?? leader }));
}
