/** What a connection to the ECB's reference rates can be told. */
import { IsInt, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class EcbConfig extends ProviderConfig {
  override baseUrl = 'https://www.ecb.europa.eu/stats/eurofxref';

  /** How many days back the first sync reads. Up to 85 come from the small file, more from the full history. */
  @IsInt()
  @Min(1)
  @Max(20_000)
  historyDays = 3_653;

  /** Days after which the last 90 days are read again, for rates the ECB has corrected since. */
  @IsInt()
  @Min(1)
  @Max(60)
  reviewAfterDays = 7;
}
