/** What a connection to Template Provider can be told. */
import { IsString, MinLength } from 'class-validator';
import { ProviderConfig } from '../../../src/connector-kit';

export class TemplateAccountingConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['apiKey'];

  override baseUrl = 'https://api.template.example/v1';

  /** The key from the settings of the software; one that may only read. */
  @IsString()
  @MinLength(8)
  apiKey!: string;
}
