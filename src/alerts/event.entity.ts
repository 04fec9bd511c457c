import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import { asBigint } from '../database';
import type { EventType } from './events';

/** One line of the event log; readers follow its position. */
@Entity('event')
@Index('event_position_key', ['tenantId', 'position'], {
  unique: true,
  where: '"position" IS NOT NULL',
})
@Index('event_subject_idx', ['tenantId', 'subjectId', 'position'])
@Index('event_type_idx', ['tenantId', 'type', 'position'], {
  where: '"position" IS NOT NULL',
})
@Index('event_unsequenced_idx', ['tenantId', 'writtenSeq'], { where: '"position" IS NULL' })
export class EventEntity {
  @PrimaryColumn('uuid', { name: 'tenant_id' })
  tenantId!: string;

  @PrimaryColumn('uuid', { name: 'event_id' })
  eventId!: string;

  @Column({
    type: 'bigint',
    name: 'written_seq',
    generated: 'identity',
    generatedIdentity: 'ALWAYS',
    transformer: asBigint,
  })
  writtenSeq!: bigint;

  @Column('bigint', {
    nullable: true,
    transformer: asBigint,
    comment:
      'Order of delivery within the tenant, from 1, without gaps; the cursor of every delivery.',
  })
  position!: bigint | null;

  @Column('text')
  type!: EventType;

  @Column('timestamptz')
  at!: Date;

  @Column('uuid', { name: 'customer_id', nullable: true })
  customerId!: string | null;

  @Column('uuid', { name: 'subject_id', nullable: true })
  subjectId!: string | null;

  @Column('jsonb')
  data!: Record<string, unknown>;

  @Column('integer', {
    name: 'schema_version',
    default: 0,
    comment: 'Of the data, by type; 0: written before data had a schema.',
  })
  schemaVersion!: number;
}
