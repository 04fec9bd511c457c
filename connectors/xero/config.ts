/** What a connection to Xero can be told. */
import { IsOptional, IsString, Matches, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class XeroConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['clientSecret', 'refreshToken', 'webhookKey'];

  override baseUrl = 'https://api.xero.com';

  /** Of the app that was registered with Xero. */
  @IsString()
  @MinLength(8)
  clientId!: string;

  /** Its secret. */
  @IsString()
  @MinLength(8)
  clientSecret!: string;

  /** The refresh token of the consent; the ones that follow it are kept by the hub. */
  @IsString()
  @MinLength(8)
  refreshToken!: string;

  /** The organisation, "tenant"; needed where the consent covers several. */
  @IsOptional()
  @IsString()
  @Matches(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/)
  tenantId?: string;

  /** ISO code of the organisation's currency: for payments that name none. */
  @IsOptional()
  @IsString()
  @Matches(/^[A-Z]{3}$/)
  baseCurrency?: string;

  /** The key Xero signs its webhooks with; without it none is believed. */
  @IsOptional()
  @IsString()
  @MinLength(8)
  webhookKey?: string;
}
