/** What a Pappers connection can be told. Every option that costs more tokens is off until asked for. */
import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class PappersConfig extends ProviderConfig {
  static readonly secrets = ['apiKey'];

  override baseUrl = 'https://api.pappers.fr/v2';

  /** The key of the subscription, sent in the header api-key. */
  @IsString()
  @IsNotEmpty()
  apiKey!: string;

  /** A company is bought again after this many days; 0 buys every company at every run. */
  @IsInt()
  @Min(0)
  @Max(3650)
  refreshAfterDays = 30;

  /** Read the stream `accounts` (full tax returns): one more token per company. */
  @IsBoolean()
  withAccounts = false;

  /** Ask for Pappers' financial score, which costs `unitsPerScore` more. */
  @IsBoolean()
  withFinancialScore = false;

  /** Ask for Pappers' non-financial score, which costs `unitsPerScore` more. */
  @IsBoolean()
  withNonFinancialScore = false;

  /** Tokens a score costs besides that of the file: 30 in the price list of 2.16.0. */
  @IsInt()
  @Min(0)
  @Max(1000)
  unitsPerScore = 30;

  /** The monitoring list to keep in step with the customers, made on the website; none when absent. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  listId?: string;
}
