/** What a connection to Pennylane can be told. */
import { IsString, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class PennylaneConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['apiToken'];

  override baseUrl = 'https://app.pennylane.com/api/external/v2';

  /** A company token that may read customers, customer invoices and transactions. */
  @IsString()
  @MinLength(8)
  apiToken!: string;
}
