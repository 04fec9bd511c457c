/** What a connection to VIES can be told. */
import { IsInt, IsOptional, Matches, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class ViesConfig extends ProviderConfig {
  override baseUrl = 'https://ec.europa.eu/taxation_customs/vies/rest-api';

  /** Member state of your own VAT number; Greece is EL, Northern Ireland XI. */
  @Matches(/^[A-Z]{2}$/)
  requesterCountryCode = 'FR';

  /** Your own VAT number without the country: VIES then gives each answer an identifier, which proves the check. */
  @IsOptional()
  @Matches(/^[0-9A-Z+*]{2,12}$/)
  requesterNumber?: string;

  /** Days after which a company is read again; the streams' own when absent. 0 reads every company at every run. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3650)
  refreshAfterDays?: number;
}
