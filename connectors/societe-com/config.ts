/** What a societe.com connection is told. */
import { IsBoolean, IsNotEmpty, IsString } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class SocieteComConfig extends ProviderConfig {
  static readonly secrets = ['token'];

  override baseUrl = 'https://api.societe.com/api/v1';

  /** The token of the API account, sent as X-Authorization: socapi <token>. */
  @IsString()
  @IsNotEmpty()
  token!: string;

  /** Ask for the officers: one more call per company. */
  @IsBoolean()
  withOfficers = true;

  /** Ask for the accounts: one more call per company; only years with a closing day can be used. */
  @IsBoolean()
  withAccounts = false;

  /** Ask for the non-financial scores (territorial, social, fiscal): one more call per company. */
  @IsBoolean()
  withScores = false;
}
