/** What a connection to the INSEE Sirene API can be told. */
import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class InseeSireneConfig extends ProviderConfig {
  static readonly secrets = ['apiKey'];

  override baseUrl = 'https://api.insee.fr/api-sirene/3.11';

  /** The key of the subscription, sent in the header X-INSEE-Api-Key-Integration. */
  @IsString()
  @IsNotEmpty()
  apiKey!: string;

  /** Read the stream `establishments`: one more request per company and thousand places of business. */
  @IsBoolean()
  withEstablishments = true;

  /** Places of business read of one company at most; La Poste has thirteen thousand. */
  @IsInt()
  @Min(1)
  @Max(50_000)
  establishmentsMax = 5_000;

  /** Days after which a company is read again; the streams' own when absent. 0 reads every company at every run. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3650)
  refreshAfterDays?: number;
}
