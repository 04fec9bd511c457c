/** What a connection to the API Recherche d'entreprises can be told. */
import { IsInt, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class RechercheEntreprisesConfig extends ProviderConfig {
  override baseUrl = 'https://recherche-entreprises.api.gouv.fr';

  /** A company is read again after this many days; 0 reads every company at every run. */
  @IsInt()
  @Min(0)
  @Max(365)
  refreshAfterDays = 1;
}
