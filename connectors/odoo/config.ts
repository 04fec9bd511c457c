/** What a connection to an Odoo database can be told. */
import { IsIn, IsInt, IsOptional, IsString, Matches, Max, Min, MinLength } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class OdooConfig extends ProviderConfig {
  /** Values of these properties never show in an error, a log or a record. */
  static readonly secrets = ['apiKey'];

  /** Address of the server without a path, "https://acme.odoo.com". The default leads nowhere. */
  override baseUrl = 'https://odoo.example';

  /** How it is spoken to: "json2" is for Odoo 19 and later, "jsonrpc" for 16 to 18. */
  @IsIn(['json2', 'jsonrpc'])
  protocol: 'json2' | 'jsonrpc' = 'json2';

  /** An API key of a user who may read invoices and contacts, and nothing else. */
  @IsString()
  @MinLength(8)
  apiKey!: string;

  /** Name of the database; needed for jsonrpc, and for json2 where a server holds several. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  database?: string;

  /** Login of the user the key belongs to; needed for jsonrpc. */
  @IsOptional()
  @IsString()
  @MinLength(1)
  login?: string;

  /** Id of the company whose books are read; all of the database when absent. */
  @IsOptional()
  @IsInt()
  @Min(1)
  companyId?: number;

  /** The company's currency: Odoo keeps credit limits in it and does not say so. */
  @Matches(/^[A-Z]{3}$/)
  companyCurrency = 'EUR';

  /** Field of a contact that holds its SIREN or SIRET; "siret" where the French localisation before 17 is used. */
  @Matches(/^[a-z][a-z0-9_]{0,62}$/)
  registryField = 'company_registry';

  /** Objects asked for at once; fewer for a slow server. */
  @IsInt()
  @Min(1)
  @Max(1000)
  pageSize = 200;
}
