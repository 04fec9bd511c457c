/** What a connection to the open data set ratios_inpi_bce can be told. */
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class RatiosInpiBceConfig extends ProviderConfig {
  override baseUrl = 'https://data.economie.gouv.fr';

  /** Days after which a company is read again; the streams' own when absent. 0 reads every company at every run. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3650)
  refreshAfterDays?: number;
}
