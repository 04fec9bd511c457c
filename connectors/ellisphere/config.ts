/** What an Ellisphere connection is told: the contract's credentials and the product it orders. */
import { IsIn, IsNotEmpty, IsOptional, IsString } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class EllisphereConfig extends ProviderConfig {
  static readonly secrets = ['userId', 'password'];

  override baseUrl = 'https://services.data-access-gateway.com/1/rest';

  /** Number of the contract. */
  @IsString()
  @IsNotEmpty()
  contractId!: string;

  /** Prefix of the user, where the contract has one. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  userPrefix?: string;

  @IsString()
  @IsNotEmpty()
  userId!: string;

  @IsString()
  @IsNotEmpty()
  password!: string;

  /** A reference of yours that Ellisphere prints on its invoices. */
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  privateReference?: string;

  /** Application the contract names. */
  @IsIn(['WSOM', 'WSRISK', 'WSPRO'])
  application: 'WSOM' | 'WSRISK' | 'WSPRO' = 'WSOM';

  /** 50001 is the risk report, 101021 the in-depth report; what a report costs is in your contract. */
  @IsIn(['50001', '101021'])
  product: '50001' | '101021' = '50001';
}
