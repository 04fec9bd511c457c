/** What a Creditsafe connection can be told. */
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class CreditsafeConfig extends ProviderConfig {
  static readonly secrets = ['username', 'password'];

  override baseUrl = 'https://connect.creditsafe.com/v1';

  /** The user of the subscription; part of the credential, so it is kept out of logs as well. */
  @IsString()
  @IsNotEmpty()
  username!: string;

  @IsString()
  @IsNotEmpty()
  password!: string;

  /** Language of the words in a report, two letters. */
  @Matches(/^[a-z]{2}$/)
  language = 'fr';

  /** A report template of the subscription; Creditsafe's full report when absent. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  template?: string;

  /** The monitoring portfolio to keep in step with the customers; no monitoring when absent. */
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(Number.MAX_SAFE_INTEGER)
  portfolioId?: number;

  /** A company is read again after this many days, unless its review or a notice says otherwise. */
  @IsInt()
  @Min(0)
  @Max(3650)
  refreshAfterDays = 90;
}
