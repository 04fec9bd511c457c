import { Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { MoneyType } from '../money.type';
import { JsonScalar } from '../scalars';

@InputType({ description: 'A file and what its columns are.' })
export class FileInput {
  @Field(() => String, {
    description: 'Id of the connector that reads it: `ledger-file`, `fec`, `e-invoice`.',
  })
  connectorId!: string;

  @Field(() => String, { description: 'Its name, "factures.csv".' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its content as text; or give `base64`.',
  })
  text?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Its content in Base64, for spreadsheets and text that is not UTF-8. With all else a request holds 1 MB; larger files go through `encours import` or a watched folder.',
  })
  base64?: string | null;

  @Field(() => JsonScalar, {
    nullable: true,
    description:
      'What its columns are: {"kind": "INVOICES", "columns": {"number": "N° facture"}}; as saved for its header, or as their names tell, when absent.',
  })
  mapping?: unknown;
}

@InputType({ description: 'A mapping to remember for a header.' })
export class FileMappingInput {
  @Field(() => String, { description: 'Id of the connector, `ledger-file`.' })
  connectorId!: string;

  @Field(() => String, { description: 'Of the header, as `importPreview` tells.' })
  fingerprint!: string;

  @Field(() => JsonScalar, { description: 'What the columns are.' })
  mapping!: unknown;
}

@ObjectType({ description: 'A column of a file, and what it is taken for.', simpleResolvers: true })
export class FileColumn {
  @Field(() => String, { description: 'Its title; "#3" for a column without one.' })
  title!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The field it is taken for; null when nothing is read from it.',
  })
  field!: string | null;

  @Field(() => Float, {
    description: 'How sure that is, 0 to 1: 1 by its title or a mapping, 0.5 by its values only.',
  })
  confidence!: number;

  @Field(() => [String], { description: 'Its first values.' })
  samples!: string[];
}

@ObjectType({
  description: 'Sums of the documents of a file in one currency.',
  simpleResolvers: true,
})
export class FileSum {
  @Field(() => MoneyType, { description: 'What adds to the debt: invoices, refunds.' })
  owed!: MoneyType;

  @Field(() => MoneyType, { description: 'What lessens it: credit notes, payments.' })
  settled!: MoneyType;

  @Field(() => MoneyType, { description: 'What the file says is open.' })
  open!: MoneyType;
}

@ObjectType({ description: 'Records of one type.', simpleResolvers: true })
export class RecordCount {
  @Field(() => String, { description: 'Their type, `accountingDocument`.' })
  type!: string;

  @Field(() => Int, { description: 'How many.' })
  count!: number;
}

@ObjectType({ description: 'Something to know of a file, or a line of it.', simpleResolvers: true })
export class FileRemark {
  @Field(() => String, { description: 'Stable code, in the list of error codes.' })
  code!: string;

  @Field(() => String, { description: 'What it is, for people.' })
  message!: string;

  @Field(() => Int, { nullable: true, description: 'The line, or the first of several.' })
  line!: number | null;

  @Field(() => String, { nullable: true, description: 'Title of the column.' })
  field!: string | null;
}

@ObjectType({
  description: 'What importing a file would do. Nothing of the file is kept.',
  simpleResolvers: true,
})
export class ImportPreview {
  @Field(() => String, {
    nullable: true,
    description: 'What the file is taken for, `INVOICES`; null when its connector knows one kind.',
  })
  kind!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The layout of a program it is of, which names no columns.',
  })
  layout!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of its header: what `saveFileMapping` files a mapping under.',
  })
  fingerprint!: string | null;

  @Field(() => [FileColumn], { description: 'Its columns.' })
  columns!: FileColumn[];

  @Field(() => [String], { description: 'Fields needed for which no column was found.' })
  missing!: string[];

  @Field(() => JsonScalar, {
    nullable: true,
    description: 'The mapping as it is: correct it and send it with the file.',
  })
  mapping!: unknown;

  @Field(() => [RecordCount], { description: 'What it would give.' })
  counts!: RecordCount[];

  @Field(() => [FileSum], { description: 'Sums of its documents, by currency.' })
  sums!: FileSum[];

  @Field(() => [JsonScalar], {
    description: 'Its first records as they would be read, amounts in minor units.',
  })
  records!: unknown[];

  @Field(() => Int, { description: 'Lines that would be set aside.' })
  quarantined!: number;

  @Field(() => [FileRemark], { description: 'The first of them.' })
  quarantine!: FileRemark[];

  @Field(() => [FileRemark], { description: 'What deserves a look and stops nothing.' })
  warnings!: FileRemark[];

  @Field(() => FileRemark, {
    nullable: true,
    description: 'Why the file as a whole would be refused; null when it would be taken.',
  })
  refusal!: FileRemark | null;
}

@ObjectType({ description: 'A file that was imported.', simpleResolvers: true })
export class FileImport {
  @Field(() => ID, { description: 'Id of the file; the same bytes have the same.' })
  sourceFileId!: string;

  @Field(() => Boolean, { description: 'It had been imported before; nothing was done.' })
  isUnchanged!: boolean;

  @Field(() => Int, { description: 'Lines read.' })
  landed!: number;

  @Field(() => Int, { description: 'Of these, set aside.' })
  quarantined!: number;

  @Field(() => Int, { description: 'Claims of the connection after it.' })
  receivables!: number;

  @Field(() => Int, { description: 'Customers of the connection after it.' })
  customers!: number;
}

@ObjectType({ description: 'A mapping that is remembered.', simpleResolvers: true })
export class FileMapping {
  @Field(() => String, { description: 'The header it is for.' })
  fingerprint!: string;

  @Field(() => JsonScalar, { description: 'What the columns are.' })
  mapping!: unknown;
}
