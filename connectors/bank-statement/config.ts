import { IsISO4217CurrencyCode, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';

/** How the statements of one company's accounts are read. */
export class BankStatementConfig {
  /** Currency of statements that name none. */
  @IsISO4217CurrencyCode()
  currency = 'EUR';

  /** Confidence, 0.5 to 1, from which a payment is applied without a person; 0.95 was measured to be right. */
  @IsNumber()
  @Min(0.5)
  @Max(1)
  automaticFrom = 0.95;

  /** A folder to watch, or one file, that this connection reads from; absent when files are handed over. */
  @IsOptional()
  @IsString()
  folder?: string | undefined;
}
