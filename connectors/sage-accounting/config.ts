/** What a connection to Sage Business Cloud Accounting can be told. */
import { IsOptional, IsString, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class SageAccountingConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['clientSecret', 'refreshToken'];

  override baseUrl = 'https://api.accounting.sage.com/v3.1';

  /** The application registered with Sage. */
  @IsString()
  @MinLength(3)
  clientId!: string;

  @IsString()
  @MinLength(8)
  clientSecret!: string;

  /** What Sage gave when the owner let the application in; newer ones take its place by themselves. */
  @IsString()
  @MinLength(8)
  refreshToken!: string;

  /** The company, for a login that reaches several; Sage's own choice when absent. */
  @IsOptional()
  @IsString()
  @MinLength(3)
  businessId?: string;
}
