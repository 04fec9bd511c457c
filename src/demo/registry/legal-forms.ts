import type { Random } from '../random';
import type { Sector } from '../catalog/sectors';

/** INSEE "nature juridique", how its accounts are published, and who leads such a company. */
export interface LegalForm {
  code: string;
  label: string;
  /** As an accountant abbreviates it. */
  short: string;
  publishesAccounts: boolean;
  leader: string;
}

const SAS: LegalForm = {
  code: '5710',
  label: 'SAS, société par actions simplifiée',
  short: 'SAS',
  publishesAccounts: true,
  leader: 'Président de SAS',
};
const SARL: LegalForm = {
  code: '5499',
  label: 'Société à responsabilité limitée (sans autre indication)',
  short: 'SARL',
  publishesAccounts: true,
  leader: 'Gérant',
};
const SA: LegalForm = {
  code: '5599',
  label: "SA à conseil d'administration (s.a.i.)",
  short: 'SA',
  publishesAccounts: true,
  leader: "Président du conseil d'administration",
};
const SCOP: LegalForm = {
  code: '5458',
  label: 'Société à responsabilité limitée coopérative ouvrière de production (SCOP)',
  short: 'SCOP',
  publishesAccounts: true,
  leader: 'Gérant',
};
const SNC: LegalForm = {
  code: '5202',
  label: 'Société en nom collectif',
  short: 'SNC',
  publishesAccounts: false,
  leader: 'Gérant',
};
const SCI: LegalForm = {
  code: '6540',
  label: 'Société civile immobilière',
  short: 'SCI',
  publishesAccounts: false,
  leader: 'Gérant',
};
const EARL: LegalForm = {
  code: '6598',
  label: 'Exploitation agricole à responsabilité limitée',
  short: 'EARL',
  publishesAccounts: false,
  leader: 'Gérant',
};
const ASSOCIATION: LegalForm = {
  code: '9220',
  label: 'Association déclarée',
  short: 'ASSO',
  publishesAccounts: false,
  leader: 'Président',
};
export const SOLE_TRADER: LegalForm = {
  code: '1000',
  label: 'Entrepreneur individuel',
  short: 'EI',
  publishesAccounts: false,
  leader: '',
};

/** A form usual for the trade and the number of staff. */
export function chooseLegalForm(sector: Sector, staff: number, random: Random): LegalForm {
  if (sector.section === 'L') return random.chance(0.7) ? SCI : SAS;
  if (sector.section === 'A') return random.chance(0.75) ? EARL : SARL;
  if (sector.section === 'Q') return random.chance(0.5) ? ASSOCIATION : SAS;
  if (staff > 80 && random.chance(0.3)) return SA;
  return random.weighted([
    [SAS, staff > 8 ? 62 : 45],
    [SARL, staff > 8 ? 34 : 51],
    [SCOP, 2],
    [SNC, 2],
  ]);
}

/** Forms that a commercial court's insolvency notice and accounts can be about. */
export function commercialForm(random: Random): LegalForm {
  return random.chance(0.5) ? SAS : SARL;
}
