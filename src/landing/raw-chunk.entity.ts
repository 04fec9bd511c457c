import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { SourceFileEntity } from './source-file.entity';

/** The bytes of a file, cut at line ends, so that any receivable leads back to its exact line. */
@Entity('raw_chunk')
@ForeignKey(() => SourceFileEntity, ['tenantId', 'sourceFileId'], ['tenantId', 'sourceFileId'], {
  name: 'raw_chunk_file_fkey',
  onDelete: 'CASCADE',
})
export class RawChunkEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'source_file_id' })
  sourceFileId!: string;

  @PrimaryColumn('integer', { name: 'first_line' })
  firstLine!: number;

  @Column('bytea')
  content!: Buffer;
}
