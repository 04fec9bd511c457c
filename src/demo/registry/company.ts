import { addDays, completeSiren, frenchVatNumber, isSiret, type LocalDate } from '../../kernel';
import type { SimulatedAddress, SimulatedCompany, SimulatedOfficer } from '../../connector-kit';
import { FIRST_NAMES, STREETS, SURNAMES } from '../catalog/vocabulary';
import type { Random } from '../random';
import type { CompanyProfile } from './profile';
import { staffBand } from './staff-bands';
import { shareCapital, statementsOf } from './statements';

/** Gives out company numbers that no two companies share, in the ranges of their years. */
export class SirenMaker {
  private readonly used = new Set<string>();

  next(createdOn: LocalDate, random: Random): string {
    const [from, to] = rangeOf(Number(createdOn.slice(0, 4)));
    for (;;) {
      const siren = completeSiren(String(random.int(from * 100_000, to * 100_000 + 99_999)));
      if (this.used.has(siren)) continue;
      this.used.add(siren);
      return siren;
    }
  }
}

function rangeOf(year: number): readonly [number, number] {
  if (year < 1990) return [301, 349];
  if (year < 2003) return [350, 449];
  if (year < 2012) return [450, 539];
  if (year < 2019) return [540, 844];
  return [845, 989];
}

/** A registered company as its profile wants it, without notices yet. */
export function buildCompany(
  identity: { name: string; siren: string },
  profile: CompanyProfile,
  context: { today: LocalDate; random: Random },
): SimulatedCompany {
  const { random, today } = context;
  const band = staffBand(profile.staff);
  return {
    siren: identity.siren,
    siret: siretOf(identity.siren, random),
    name: identity.name,
    legalFormCode: profile.legalForm.code,
    legalFormLabel: profile.legalForm.label,
    activityCode: profile.sector.code,
    activityLabel: profile.sector.label,
    activitySection: profile.sector.section,
    createdOn: profile.createdOn,
    ceasedOn: null,
    employeesCode: band.code,
    employeesMin: band.min,
    employeesMax: band.max,
    size: sizeOf(profile),
    capitalEuros: profile.legalForm.publishesAccounts ? shareCapital(profile) : 0,
    vatNumber: frenchVatNumber(identity.siren),
    address: addressOf(profile, random),
    isDiffusible: profile.isDiffusible,
    isNaturalPerson: profile.isNaturalPerson,
    officers: officersOf(profile, today, random),
    statements: statementsOf(profile, today, random),
    notices: [],
  };
}

function siretOf(siren: string, random: Random): string {
  const establishment = String(random.int(1, 6)).padStart(4, '0');
  for (let check = 0; check < 10; check++) {
    const siret = `${siren}${establishment}${check}`;
    if (isSiret(siret)) return siret;
  }
  return `${siren}00000`;
}

function sizeOf(profile: CompanyProfile): 'PME' | 'ETI' | 'GE' {
  const { staff, turnoverEuros } = profile;
  if (staff >= 5_000 || turnoverEuros > 1_500_000_000) return 'GE';
  return staff >= 250 || turnoverEuros > 50_000_000 ? 'ETI' : 'PME';
}

function addressOf(profile: CompanyProfile, random: Random): SimulatedAddress {
  const { city, postcode, communeCode, department, regionCode } = profile.place;
  const line = `${random.int(1, 180)} ${random.pick(STREETS)}`;
  return { line, postcode, city, communeCode, department, regionCode };
}

function officersOf(profile: CompanyProfile, today: LocalDate, random: Random): SimulatedOfficer[] {
  if (profile.isNaturalPerson) return [];
  const roles = [profile.legalForm.leader];
  if (profile.staff > 15 && random.chance(0.5)) roles.push('Directeur général');
  if (profile.legalForm.short === 'SA') roles.push('Administrateur', 'Administrateur');
  return roles.map((role) => {
    const year = random.int(Number(today.slice(0, 4)) - 68, Number(today.slice(0, 4)) - 28);
    const since = addDays(profile.createdOn, random.chance(0.6) ? 0 : random.int(200, 1_200));
    return {
      lastName: random.pick(SURNAMES).toUpperCase(),
      firstNames: random.pick(FIRST_NAMES),
      birthMonth: `${year}-${String(random.int(1, 12)).padStart(2, '0')}`,
      role,
      since: since > today ? profile.createdOn : since,
    };
  });
}
