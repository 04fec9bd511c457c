/** What a connection to QuickBooks Online can be told. */
import { IsOptional, IsString, Matches, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class QuickbooksConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['clientSecret', 'refreshToken'];

  override baseUrl = 'https://quickbooks.api.intuit.com';

  /** The company, "realm", as QuickBooks gave it when the access was granted: digits. */
  @IsString()
  @Matches(/^\d{1,20}$/)
  realmId!: string;

  /** Of the app that was registered with Intuit. */
  @IsString()
  @MinLength(8)
  clientId!: string;

  /** Its secret. */
  @IsString()
  @MinLength(8)
  clientSecret!: string;

  /** The refresh token of the company's consent; the ones that follow it are kept by the hub. */
  @IsString()
  @MinLength(8)
  refreshToken!: string;

  /** ISO code of the company's currency: for a company without multicurrency, whose documents may name none. */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Z]{3}$/)
  homeCurrency?: string;
}
