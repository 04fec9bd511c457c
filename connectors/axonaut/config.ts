/** What a connection to Axonaut can be told. */
import { IsString, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class AxonautConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['apiKey'];

  override baseUrl = 'https://axonaut.com/api/v2';

  /** The API key of the account, from its settings. */
  @IsString()
  @MinLength(8)
  apiKey!: string;
}
