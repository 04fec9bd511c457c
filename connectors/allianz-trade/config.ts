/** What a connection to Allianz Trade can be told. */
import { IsIn, IsISO4217CurrencyCode, IsString, Matches, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class AllianzTradeConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['secret'];

  override baseUrl = 'https://api.allianz-trade.com';

  /** The user of the API, as Allianz Trade issued it. */
  @IsString()
  @MinLength(1)
  user!: string;

  /** The secret that goes with the user. */
  @IsString()
  @MinLength(8)
  secret!: string;

  /** Number of the policy the covers are under. */
  @Matches(/^[A-Za-z0-9-]{1,30}$/)
  policyId!: string;

  /** Code of the Allianz Trade company that wrote the policy. */
  @Matches(/^[A-Za-z0-9-]{1,20}$/)
  businessUnitCode!: string;

  /** Extension of the policy; "0" where there is none. */
  @Matches(/^[A-Za-z0-9-]{1,20}$/)
  extensionId = '0';

  /** Currency of the policy: the amounts of a cover come without one. */
  @IsISO4217CurrencyCode()
  currency = 'EUR';

  /** Their code for "this identifier is a SIREN" in a search; ask Allianz Trade for yours. */
  @IsString()
  @MinLength(1)
  sirenTypeCode = 'SIREN';

  /** Number of the first page of a list; the clients we know of do not show it. */
  @IsIn([0, 1])
  firstPage = 1;
}
