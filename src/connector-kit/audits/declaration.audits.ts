/** C01, C02, C16: what the declaration promises before a byte moves. */
import { basename } from 'node:path';
import { isEncoursError } from '../../kernel';
import { readsSubjects, type Page, type Stream } from '../connector';
import { declarationFaults } from '../define-connector';
import { configFields, ProviderConfig, validateConfig } from '../provider-config';
import { SAMPLE_SIRENS } from '../simulator/sample-world';
import type { Audit } from './audit';
import { verify } from './audit-failure';
import type { AuditSubject } from './subject';

export const C01: Audit = {
  id: 'C01',
  level: 'MUST',
  claim: 'has a valid declaration; its id is its folder, its hosts, limits and docs are present',
  run: (subject) => {
    const { connector, options } = subject;
    const [fault] = declarationFaults(connector);
    verify(fault === undefined, () => `${fault?.field ?? ''} must be ${fault?.expected ?? ''}`);
    const folder = basename(options.folder);
    const isPlaced = folder === connector.id || folder.startsWith('_');
    verify(isPlaced, `id ${connector.id} is not the folder's name ${folder}`);
    const config = new connector.config();
    if (!(config instanceof ProviderConfig)) return Promise.resolve();
    const host = URL.canParse(config.baseUrl) ? new URL(config.baseUrl).hostname : 'nothing';
    verify(connector.hosts.includes(host), `baseUrl defaults to ${host}, which hosts lacks`);
    return Promise.resolve();
  },
};

export const C02: Audit = {
  id: 'C02',
  level: 'MUST',
  claim: 'rejects each invalid configuration with a ConfigError naming the field',
  run: (subject) => {
    const { config } = subject.connector;
    verify(accepts(subject, {}), 'the configuration of fixtures/audit.json is refused');
    for (const field of [...configFields(config), 'aPropertyNobodyDeclared']) {
      verifyRefused(subject, field);
    }
    if (new config() instanceof ProviderConfig) verifyForeignHostRefused(subject);
    return Promise.resolve();
  },
};

export const C16: Audit = {
  id: 'C16',
  level: 'MUST',
  claim: 'reports deletions, or declares that it cannot with a reason',
  run: async (subject) => {
    const { deletes } = subject.connector;
    if (typeof deletes === 'object') {
      const words = deletes.none.trim().split(/\s+/);
      verify(words.length >= 3, `deletes.none is no reason: ${JSON.stringify(deletes.none)}`);
      return;
    }
    if (deletes === 'tombstones') verifyTombstones(subject);
    else if (subject.isFile) await verifyFileReconcile(subject);
    else await verifyReconcile(subject);
  },
};

const LINE_FEED = 10;

/** A value no rule can accept: an object where a scalar is wanted. */
const WRONG_VALUE = { wrong: true };

function accepts(subject: AuditSubject, changes: Record<string, unknown>): boolean {
  try {
    validateConfig(subject.connector, { ...subject.rawConfig(), ...changes });
    return true;
  } catch {
    return false;
  }
}

function verifyRefused(subject: AuditSubject, field: string): void {
  verify(!accepts(subject, { [field]: WRONG_VALUE }), `${field} accepts an object`);
  try {
    validateConfig(subject.connector, { ...subject.rawConfig(), [field]: WRONG_VALUE });
  } catch (error) {
    verify(isEncoursError(error, 'CONFIG'), `${field}: the refusal is no ConfigError`);
    verify(error.place.field === field, `the refusal of ${field} names ${error.place.field}`);
  }
}

function verifyForeignHostRefused(subject: AuditSubject): void {
  // Software that runs anywhere public is still not to be looked for inside the network this runs in.
  const isAnywhere = subject.connector.isSelfHosted === true;
  const baseUrl = isAnywhere ? 'https://10.0.0.7' : 'https://undeclared.example';
  verify(!accepts(subject, { baseUrl }), `baseUrl accepts ${baseUrl}, which is not declared`);
}

function verifyTombstones(subject: AuditSubject): void {
  const fixture = subject.fixtures.payloads.find(({ name }) => name.startsWith('deletion'));
  verify(fixture !== undefined, 'tombstones are declared without a fixture <stream>/deletion.json');
  const stream = subject.streams.find(({ name }) => name === fixture.stream);
  const records = fixture.payloads.flatMap((payload) => stream?.map(payload) ?? []);
  verify(records.length > 0, 'the payload of fixture deletion.json maps to no record');
}

/** A corrected file replaces the earlier one: its reader gives nothing of a line that is no longer there. */
async function verifyFileReconcile(subject: AuditSubject): Promise<void> {
  for (const file of subject.readableFiles()) {
    await subject.readFile(file);
    const end = file.content.lastIndexOf(LINE_FEED, file.content.length - 2);
    const content = file.content.subarray(0, end + 1);
    const lines = content.filter((byte) => byte === LINE_FEED).length;
    const { records } = await subject.readFile({ ...file, content });
    const ghost = records.find((record) => 'line' in record && record.line > lines);
    verify(ghost === undefined, `${file.name}: a line that was taken out is still read`);
  }
}

async function verifyReconcile(subject: AuditSubject): Promise<void> {
  verify(subject.streams.length > 0, 'full-reconcile is declared without a stream');
  const [gone = '', ...kept] = SAMPLE_SIRENS;
  const smaller = await subject.start(kept);
  try {
    for (const stream of subject.streams) {
      // Twice against the full world, so that whatever the connector remembers is remembered.
      await subject.pages(stream);
      const baseUrl = smaller.baseUrl(subject.connector.id);
      const after = await subject.pages(stream, { baseUrl });
      if (stream.reconcileAfterDays !== undefined) verifyWhole(stream, after);
      const left = after.flatMap((page) => page.items);
      // Of a company that is gone, a stream of subjects may land an answer that says so: it maps to nothing.
      const ghosts = readsSubjects(stream)
        ? left
            .flatMap((item) => stream.map(item.payload))
            .map((record) => JSON.stringify(record, asText))
        : left.map((item) => JSON.stringify(item));
      const ghost = ghosts.find((text) => text.includes(gone));
      verify(ghost === undefined, `${stream.name} still gives what the source has deleted`);
    }
  } finally {
    await smaller.stop();
  }
}

/** What was not met is gone once everything could be met, and not before. */
function verifyWhole(stream: Stream<object>, pages: readonly Page[]): void {
  const early = pages.slice(0, -1).some(({ goneBefore }) => goneBefore !== undefined);
  verify(!early, `${stream.name}: says what is gone before it has met everything`);
  const told = pages.at(-1)?.goneBefore;
  const isInstant = told !== undefined && !Number.isNaN(Date.parse(told));
  verify(isInstant, `${stream.name}: a full reading does not say what is gone (goneBefore)`);
}

function asText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
