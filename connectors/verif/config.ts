/** How sheets of companies are read: which column says what, and how numbers and days are written. */
import {
  IsBoolean,
  IsIn,
  IsISO4217CurrencyCode,
  IsString,
  MaxLength,
  MinLength,
  ValidateBy,
} from 'class-validator';
import { SCORE_MEASURES, type ScoreMeasure } from '../../src/connector-kit';
import { TARGETS, type Target } from './columns';

const NAMES_MAX = 20;
const NAME_MAX = 100;

export class VerifConfig {
  /** Names of columns by what they say, instead of the default ones: { "turnover": ["CA HT"] }. */
  @ValidateBy({
    name: 'columns',
    validator: {
      validate: isMapping,
      defaultMessage: () => `columns must hold lists of column names under ${TARGETS.join(', ')}`,
    },
  })
  columns: Partial<Record<Target, string[]>> = {};

  /** "fr" writes 1 234,56 and "en" 1,234.56. */
  @IsIn(['fr', 'en'])
  numbers: 'fr' | 'en' = 'fr';

  /** The order of a day with slashes; YYYY-MM-DD is read in any case. */
  @IsIn(['DMY', 'MDY'])
  dates: 'DMY' | 'MDY' = 'DMY';

  /** Currency of the amounts. */
  @IsISO4217CurrencyCode()
  currency = 'EUR';

  /** What the score in the column `columns.score` is called. */
  @IsString()
  @MinLength(1)
  @MaxLength(60)
  scoreScale = 'VERIF_EXPORT';

  /** Whether a higher score is the safer one. */
  @IsBoolean()
  scoreHigherIsSafer = true;

  /** What the score foretells. */
  @IsIn(SCORE_MEASURES)
  scoreMeasures: ScoreMeasure = 'OTHER';
}

function isMapping(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([target, names]: [string, unknown]) =>
      (TARGETS as readonly string[]).includes(target) &&
      Array.isArray(names) &&
      names.length <= NAMES_MAX &&
      names.every((name) => typeof name === 'string' && name !== '' && name.length <= NAME_MAX),
  );
}
