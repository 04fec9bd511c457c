/** What a connection to a Dolibarr installation can be told. */
import { IsInt, IsString, IsTimeZone, Matches, Max, Min, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class DolibarrConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['apiKey'];

  /** Address of the REST API, "https://erp.acme.fr/api/index.php". The default leads nowhere. */
  override baseUrl = 'https://dolibarr.example/api/index.php';

  /** Key of a user who may read third parties and invoices, and nothing else. */
  @IsString()
  @MinLength(8)
  apiKey!: string;

  /** Currency of the company: amounts are in it, and Dolibarr does not say so. */
  @Matches(/^[A-Z]{3}$/)
  companyCurrency = 'EUR';

  /** Where the server is: days come as the second in which they begin there. */
  @IsTimeZone()
  timeZone = 'Europe/Paris';

  /** Objects asked for at once. */
  @IsInt()
  @Min(1)
  @Max(500)
  pageSize = 100;
}
