import { ArrayMaxSize, IsArray, IsOptional, IsString, Matches } from 'class-validator';

/** Whose invoices count. */
export class EInvoiceConfig {
  /**
   * Numbers you go by as the seller: SIREN, SIRET, VAT number, or any identifier your invoices name you by. An invoice whose
   * seller has none of them is refused. Empty: every invoice is taken for yours, with a warning.
   */
  @IsArray()
  @ArrayMaxSize(100)
  @IsString({ each: true })
  @Matches(/^[^\p{Cc}]{3,60}$/u, {
    each: true,
    message: 'each value in ownIdentifiers must have 3 to 60 characters',
  })
  ownIdentifiers: string[] = [];

  /** A folder to watch, or one file, that this connection reads from; absent when files are handed over. */
  @IsOptional()
  @IsString()
  folder?: string | undefined;
}
