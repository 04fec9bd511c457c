/** What a connection to OpenSanctions, or to a yente of your own on this machine, can be told. */
import {
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  Min,
  MinLength,
} from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

/** Ways of comparing names that yente documents; `best` is its own choice among them. */
export const ALGORITHMS = [
  'best',
  'logic-v2',
  'logic-v1',
  'regression-v1',
  'name-based',
  'name-qualified',
  'ofac',
] as const;

export class OpensanctionsConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['apiKey'];

  override baseUrl = 'https://api.opensanctions.org';

  /** The key of the hosted service; a yente of your own has none. */
  @IsOptional()
  @IsString()
  @MinLength(8)
  apiKey?: string;

  /** The collection searched: "default" is everything, "sanctions" the sanctions lists alone. */
  @Matches(/^[a-z0-9_]{1,60}$/)
  dataset = 'default';

  /** Resemblance from which on a hit counts as a match. */
  @IsNumber()
  @Min(0)
  @Max(1)
  threshold = 0.7;

  /** How names are compared. */
  @IsIn(ALGORITHMS)
  algorithm: (typeof ALGORITHMS)[number] = 'best';

  /** Hits per company at most. */
  @IsInt()
  @Min(1)
  @Max(50)
  hitsMax = 5;
}
