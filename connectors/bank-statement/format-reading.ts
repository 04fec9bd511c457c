/** What a reader of one format offers the file reader. */
export interface FormatReading {
  /** The next bytes, whole lines wherever the file has lines of a sane length. */
  write(content: Uint8Array, firstLine: number): void;
  /** The file ends here. */
  end(): void;
  readonly encoding: string;
}
