/** What a connection to Zoho Books can be told. */
import { IsString, Matches, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class ZohoBooksConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['clientSecret', 'refreshToken'];

  /** The data centre of the account: www.zohoapis.eu, .com, .in or .com.au. */
  override baseUrl = 'https://www.zohoapis.eu/books/v3';

  /** The organization whose books are read. */
  @IsString()
  @Matches(/^\d{1,20}$/)
  organizationId!: string;

  /** The application registered with Zoho. */
  @IsString()
  @MinLength(3)
  clientId!: string;

  @IsString()
  @MinLength(8)
  clientSecret!: string;

  /** What Zoho gave when the owner let the application in; it stays the same. */
  @IsString()
  @MinLength(8)
  refreshToken!: string;
}
