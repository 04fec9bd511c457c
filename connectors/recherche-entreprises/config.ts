/** What a connection to the API Recherche d'entreprises can be told. */
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class RechercheEntreprisesConfig extends ProviderConfig {
  override baseUrl = 'https://recherche-entreprises.api.gouv.fr';

  /** Days after which a company is read again; the stream's own when absent. 0 reads every company at every run. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3650)
  refreshAfterDays?: number;
}
