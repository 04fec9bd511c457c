/** What a connection to an ERPNext site can be told. */
import { IsInt, IsOptional, IsString, Matches, Max, Min, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class ErpnextConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['apiKey', 'apiSecret'];

  /** Address of the site without a path, "https://acme.frappe.cloud". The default leads nowhere. */
  override baseUrl = 'https://erpnext.example';

  /** API key of a user who may read customers, sales invoices and payment entries, and nothing else. */
  @IsString()
  @MinLength(8)
  apiKey!: string;

  /** Its secret. */
  @IsString()
  @MinLength(8)
  apiSecret!: string;

  /** Name of the company whose books are read; all of the site when absent. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  company?: string;

  /** The company's currency: ERPNext keeps credit limits in it and does not say so. */
  @Matches(/^[A-Z]{3}$/)
  companyCurrency = 'EUR';

  /** Names asked for at once; each object is read by a request of its own. */
  @IsInt()
  @Min(1)
  @Max(500)
  pageSize = 100;
}
