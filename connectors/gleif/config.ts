/** What a connection to the LEI register of the GLEIF can be told. */
import { IsBoolean, IsInt, IsOptional, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class GleifConfig extends ProviderConfig {
  override baseUrl = 'https://api.gleif.org/api/v1';

  /** Ask for the parents of companies that have an LEI: two more requests for each. */
  @IsBoolean()
  withParents = true;

  /** Days after which a company is read again; the streams' own when absent. 0 reads every company at every run. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3650)
  refreshAfterDays?: number;
}
