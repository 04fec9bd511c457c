import {
  ArrayNotEmpty,
  IsArray,
  IsISO4217CurrencyCode,
  IsNumber,
  IsOptional,
} from 'class-validator';
import { IsString, Matches, Max, Min, Validate, ValidatorConstraint } from 'class-validator';
import type { ValidatorConstraintInterface } from 'class-validator';
import { DEFAULT_POOLED_PATTERNS } from './labels';

/** Each pattern must compile as a regular expression, so that a typo is refused before a file is read. */
@ValidatorConstraint({ name: 'isPattern' })
class IsPattern implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    if (typeof value !== 'string' || value === '') return false;
    try {
      return new RegExp(value, 'iu').test('') || true;
    } catch {
      return false;
    }
  }
  defaultMessage(): string {
    return 'each value in $property must be a regular expression';
  }
}

/** How books of accounts are read; the defaults suit the French chart of accounts. */
export class BooksConfig {
  /** Accounts that hold customers. 418 and 491 stay out whatever is written here. */
  @IsArray()
  @ArrayNotEmpty()
  @Matches(/^4\d{1,4}$/, { each: true, message: 'each account prefix is 2 to 5 digits, first 4' })
  customerAccountPrefixes: string[] = ['411', '413', '416', '419'];

  /** Currency of Debit and Credit: the company's own. */
  @IsISO4217CurrencyCode()
  booksCurrency = 'EUR';

  /** Share of unreadable lines, 0..1, past which a file is given up (looked at from line 200 on). */
  @IsNumber()
  @Min(0)
  @Max(1)
  maxBadLineShare = 0.2;

  /** A folder to watch, or one file, that this connection reads from; absent when files are handed over. */
  @IsOptional()
  @IsString()
  folder?: string | undefined;

  /** Codes or names, as regular expressions, of accounts that stand for many customers. */
  @IsArray()
  @Validate(IsPattern, { each: true })
  pooledAccountPatterns: string[] = [...DEFAULT_POOLED_PATTERNS];
}
