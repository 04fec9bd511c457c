/** What a connection to D&B Direct+ can be told. */
import { IsInt, IsNotEmpty, IsOptional, IsString, Matches, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class AltaresDnbConfig extends ProviderConfig {
  static readonly secrets = ['consumerKey', 'consumerSecret'];

  override baseUrl = 'https://plus.dnb.com';

  @IsString()
  @IsNotEmpty()
  consumerKey!: string;

  @IsString()
  @IsNotEmpty()
  consumerSecret!: string;

  /** The data blocks of the contract, bought together and billed once per company and contract year. */
  @Matches(/^[a-z]+_L\d_v\d(,[a-z]+_L\d_v\d)*$/)
  blockIds =
    'companyinfo_L2_v1,principalscontacts_L2_v1,hierarchyconnections_L1_v1,' +
    'financialstrengthinsight_L2_v1,companyfinancials_L1_v1,eventfilings_L1_v1';

  /** Why the risk blocks are ordered, as agreed with Altares. */
  @Matches(/^\d{1,10}$/)
  orderReason = '6332';

  /** Candidates that are less certain than this, of 10, are not taken; 8 is what Altares recommends. */
  @IsInt()
  @Min(1)
  @Max(10)
  confidenceMin = 8;

  /** D&B's code for "SIREN" or "SIRET"; the documents at hand do not give it, so none is sent when absent. */
  @IsOptional()
  @Matches(/^\d{1,10}$/)
  registrationNumberType?: string;

  /** The monitoring registration that Altares has set up; no monitoring when absent. */
  @IsOptional()
  @Matches(/^[\w.-]{1,100}$/)
  registration?: string;

  /** A company is read again after this many days, unless its review or a notice says otherwise. */
  @IsInt()
  @Min(0)
  @Max(3650)
  refreshAfterDays = 30;
}
