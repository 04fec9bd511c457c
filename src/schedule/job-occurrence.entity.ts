import { Column, Entity, PrimaryColumn } from 'typeorm';

/** One scheduled occurrence of a job: whoever inserted it does the work. */
@Entity('job_occurrence', {
  comment: 'Belongs to the installation, not to a tenant: jobs go over all tenants.',
})
export class JobOccurrenceEntity {
  @PrimaryColumn('text')
  job!: string;

  @PrimaryColumn('timestamptz')
  occurrence!: Date;

  @Column('timestamptz', { name: 'claimed_at', default: () => 'now()' })
  claimedAt!: Date;

  @Column('text', { name: 'claimed_by' })
  claimedBy!: string;

  @Column('timestamptz', { name: 'finished_at', nullable: true })
  finishedAt!: Date | null;

  @Column('text', { nullable: true })
  outcome!: string | null;
}
