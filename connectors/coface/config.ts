/** What a Coface connection is told: a login, a key, and which assessments to order. */
import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, IsNotEmpty, IsString } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export const ASSESSMENTS = [
  'debtor-risk-assessment',
  'credit-opinion',
  'late-payment-index',
] as const;
export type Assessment = (typeof ASSESSMENTS)[number];

export class CofaceConfig extends ProviderConfig {
  static readonly secrets = ['password', 'apiKey'];

  override baseUrl = 'https://api.coface.com';

  @IsString()
  @IsNotEmpty()
  username!: string;

  @IsString()
  @IsNotEmpty()
  password!: string;

  /** Sent as x-api-key with every request. */
  @IsString()
  @IsNotEmpty()
  apiKey!: string;

  /** What is ordered about each company; each one costs. */
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsIn(ASSESSMENTS, { each: true })
  assessments: Assessment[] = [...ASSESSMENTS];
}
