import type { LocalDate } from '../../kernel';
import type { Place } from '../catalog/places';
import type { Sector } from '../catalog/sectors';
import type { LegalForm } from './legal-forms';

/** How a company is doing; its accounts, its payments and its notices all follow from it. */
export type Health = 'HEALTHY' | 'AVERAGE' | 'FRAGILE' | 'FAILING';

/** What a court has already decided about it. */
export type Fate =
  | 'NONE'
  | 'SAFEGUARD'
  | 'RECEIVERSHIP'
  | 'PLAN'
  | 'LIQUIDATION'
  | 'LIQUIDATION_CLOSED'
  | 'STRUCK_OFF';

/** Whether accounts arrive at the registry: on time, late, no longer, or never. */
export type Filing = 'REGULAR' | 'SLOW' | 'STOPPED' | 'NEVER';

export interface CompanyProfile {
  sector: Sector;
  place: Place;
  legalForm: LegalForm;
  staff: number;
  /** Of the latest closed year. */
  turnoverEuros: number;
  health: Health;
  fate: Fate;
  /** Day of the first judgment, or of the striking off; null without a fate. */
  troubleOn: LocalDate | null;
  filing: Filing;
  createdOn: LocalDate;
  /** "12-31". */
  closing: string;
  isNaturalPerson: boolean;
  isDiffusible: boolean;
}
