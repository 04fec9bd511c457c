import { BooksConfig } from '../../src/connector-kit';

/** How one company's FEC files are read. */
export class FecConfig extends BooksConfig {}
