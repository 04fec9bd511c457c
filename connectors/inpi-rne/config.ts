/** What a connection to the national register of companies (RNE) can be told. */
import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { ProviderConfig } from '../../src/connector-kit';

export class InpiRneConfig extends ProviderConfig {
  // Both: the token of a login is kept under them, and two accounts may share a password.
  static readonly secrets = ['username', 'password'];

  override baseUrl = 'https://registre-national-entreprises.inpi.fr/api';

  /** E-mail address of the INPI account. */
  @IsString()
  @IsNotEmpty()
  username!: string;

  @IsString()
  @IsNotEmpty()
  password!: string;

  /** Read the stream `accounts`: one more request per company. */
  @IsBoolean()
  withAccounts = true;

  /** Follow the register's daily changes, so that changed companies are read before they are old. */
  @IsBoolean()
  withChanges = true;

  /** How far back the first run looks for changes. */
  @IsInt()
  @Min(0)
  @Max(60)
  changesLookBackDays = 2;

  /** Companies per page of changes; halved by itself when the service runs out of memory. */
  @IsInt()
  @Min(1)
  @Max(100)
  changesPageSize = 100;

  /** Days after which a company is read again; the streams' own when absent. 0 reads every company at every run. */
  @IsOptional()
  @IsInt()
  @Min(0)
  @Max(3650)
  refreshAfterDays?: number;
}
