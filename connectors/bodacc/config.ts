/** What a BODACC connection can be told. */
import { IsInt, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class BodaccConfig extends ProviderConfig {
  override baseUrl = 'https://bodacc-datadila.opendatasoft.com';

  /** How far back a company that has just joined the portfolio is read. */
  @IsInt()
  @Min(1)
  @Max(20)
  historyYears = 10;

  /** Days read again at every run, because a bulletin can be completed after its date. */
  @IsInt()
  @Min(0)
  @Max(60)
  overlapDays = 7;

  /** Companies asked for in one request; 50 keep the address under 3,000 characters. */
  @IsInt()
  @Min(1)
  @Max(50)
  companiesPerRequest = 50;
}
