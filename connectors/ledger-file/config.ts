import {
  type ValidationArguments,
  IsArray,
  IsBoolean,
  IsIn,
  IsOptional,
  Matches,
  Validate,
  ValidatorConstraint,
  type ValidatorConstraintInterface,
} from 'class-validator';
import { BooksConfig } from '../../src/connector-kit';
import { FILE_KINDS, type FileKind } from './kinds';
import { mappingProblem, type FileMapping } from './mapping';

/** Mappings come from people and from storage: each is checked before a file is read with it. */
@ValidatorConstraint({ name: 'isFileMapping' })
class IsFileMapping implements ValidatorConstraintInterface {
  validate(value: unknown): boolean {
    return mappingProblem(value) === null;
  }
  defaultMessage(asked?: ValidationArguments): string {
    const value: unknown = asked?.value;
    const values: unknown[] = Array.isArray(value) ? value : [value];
    const problem = values.map(mappingProblem).find((each) => each !== null);
    return `each mapping must say what its columns are: ${problem ?? 'it is none'}`;
  }
}

/** How lists and exports of one company's books are read. */
export class LedgerFileConfig extends BooksConfig {
  /** What the files of this connection are, when their columns do not tell. */
  @IsOptional()
  @IsIn(FILE_KINDS)
  kind?: FileKind | undefined;

  /** How "03/04/2026" is meant where no date of the file decides: day first, or month first. */
  @IsIn(['DMY', 'MDY'])
  dateOrder: 'DMY' | 'MDY' = 'DMY';

  /** Day the open amounts and aged balances are of, where the file does not say. */
  @IsOptional()
  @Matches(/^\d{4}-\d{2}-\d{2}$/)
  asOf?: string | undefined;

  /** Lists of invoices are whole: an invoice told before and not in the latest list is no more. */
  @IsBoolean()
  isWhole = false;

  /** What the columns of known headers are; the hub keeps them and adds to them. */
  @IsArray()
  @Validate(IsFileMapping, { each: true })
  mappings: FileMapping[] = [];
}
