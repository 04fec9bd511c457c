/** How files of this format are read. */
import { IsISO4217CurrencyCode } from 'class-validator';

export class TemplateFileConfig {
  /** Currency of amounts that name none. */
  @IsISO4217CurrencyCode()
  booksCurrency = 'EUR';
}
