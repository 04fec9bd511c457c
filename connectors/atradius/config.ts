/** What an Atradius connection is told: the application's credentials, the customer and its policies. */
import {
  ArrayNotEmpty,
  ArrayUnique,
  IsArray,
  IsInt,
  IsNotEmpty,
  IsPositive,
  IsString,
  Matches,
  Max,
  Min,
} from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class AtradiusConfig extends ProviderConfig {
  static readonly secrets = ['clientSecret', 'appKey'];

  override baseUrl = 'https://api.atradius.com';

  /** Identifier of the application, from the insurer's developer portal. */
  @IsString()
  @IsNotEmpty()
  clientId!: string;

  /** Its secret. */
  @IsString()
  @IsNotEmpty()
  clientSecret!: string;

  /** Sent as Atradius-App-Key with every request. */
  @IsString()
  @IsNotEmpty()
  appKey!: string;

  /** Number of the customer at Atradius; covers are listed for it. */
  @IsInt()
  @IsPositive()
  customerId!: number;

  /** Policies to read; covers are requested under the first. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @Matches(/^[A-Za-z0-9-]{1,40}$/, { each: true })
  policyIds!: string[];

  /** How far back decisions and covers that are no longer in force are read. */
  @IsInt()
  @Min(1)
  @Max(3650)
  historyDays = 730;
}
