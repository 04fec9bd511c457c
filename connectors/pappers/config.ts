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

  /** Ask for Pappers' financial score: 30 more tokens per company in the 2.16.0 price list. */
  @IsBoolean()
  withFinancialScore = false;

  /** Ask for Pappers' non-financial score: 30 more tokens per company in the 2.16.0 price list. */
  @IsBoolean()
  withNonFinancialScore = false;

  /** Price of one token in cents of your contract; the declared price when absent. */
  @IsOptional()
  @IsInt()
  @Min(0)
  costPerCallMinor?: number;
}
