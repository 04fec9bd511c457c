/** Audits against the provider itself, in its sandbox: those that need neither faults nor an invented world. */
import { configError, isEncoursError, systemClock, today } from '../../kernel';
import type { Connector, Json } from '../connector';
import { configFields, secretValues, validateConfig } from '../provider-config';
import { recordTo } from '../simulator/recording';
import { AccountBook, type Booking } from './account-book';
import type { AuditOutcome } from './audit';
import { AUDITS } from './catalogue';
import { runAudit, type LiveRun } from './run-audits';
import { AuditSubject } from './subject';

const LIVE_IDS: readonly string[] = ['C03', 'C04', 'C05', 'C09', 'C10'];

export interface LiveSettings {
  config: Record<string, Json>;
  subjects: readonly string[];
}

export interface LiveReport {
  connector: string;
  outcomes: AuditOutcome[];
  /** To be kept in the report when every audit stood; null when one did not. */
  run: LiveRun | null;
  /** What it bought, and may have to be paid for. */
  bought: Booking[];
  /** Files of the recording. */
  recorded: string[];
}

/**
 * The settings of a live run from variables ENCOURS_LIVE_<ID>_<FIELD> (creditsafe's apiKey is
 * ENCOURS_LIVE_CREDITSAFE_API_KEY) and the SIRENs of ENCOURS_LIVE_<ID>_SUBJECTS, separated by commas. Throws CONFIG
 * LIVE_SETTINGS_MISSING naming the variable.
 */
export function liveSettings(
  connector: Connector,
  env: Readonly<Record<string, string | undefined>>,
): LiveSettings {
  const prefix = `ENCOURS_LIVE_${upperSnake(connector.id)}_`;
  const given = configFields(connector.config).flatMap((field): [string, Json][] => {
    const value = env[`${prefix}${upperSnake(field)}`];
    return value === undefined ? [] : [[field, valueOf(value)]];
  });
  const config = Object.fromEntries(given);
  try {
    validateConfig(connector, config);
  } catch (error) {
    if (!isEncoursError(error, 'CONFIG')) throw error;
    const name = `${prefix}${upperSnake(error.place.field ?? '')}`;
    throw missing(name, error.message);
  }
  const name = `${prefix}SUBJECTS`;
  const subjects = (env[name] ?? '').split(',').map((siren) => siren.trim());
  if (subjects[0] === '') throw missing(name, 'no SIREN is given to ask for');
  return { config, subjects };
}

/** Reads every stream once and audits what came; with a folder, keeps the conversation there without its secrets. */
export async function auditLive(
  connector: Connector,
  { folder, settings, record }: { folder: string; settings: LiveSettings; record?: string },
): Promise<LiveReport> {
  const book = new AccountBook();
  const recorder = record === undefined ? null : recordTo(record);
  const subject = new AuditSubject(connector, {
    folder,
    live: { ...settings, purchases: book },
    ...(recorder === null ? {} : { around: (http) => recorder.around(http) }),
  });
  const outcomes: AuditOutcome[] = [];
  for (const audit of AUDITS.filter(({ id }) => LIVE_IDS.includes(id))) {
    outcomes.push(await runAudit(audit, subject));
  }
  const secrets = secretValues(validateConfig(connector, settings.config));
  const recorded = recorder?.save([...secrets, ...subject.obtainedSecrets()]) ?? [];
  const stood = outcomes.filter(({ status }) => status === 'passed').map(({ id }) => id);
  const isGood = outcomes.every(({ status }) => status === 'passed' || status === 'not-applicable');
  const run = isGood && stood.length > 0 ? { on: today(systemClock), audits: stood } : null;
  return { connector: connector.id, outcomes, run, bought: book.owed(), recorded };
}

/** "apiKey" and "altares-dnb" as parts of a variable's name. */
function upperSnake(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replaceAll('-', '_')
    .toUpperCase();
}

function valueOf(text: string): Json {
  try {
    const value = JSON.parse(text) as Json;
    // A key of digits is a text; numbers are for pace and patience, which a live run keeps as declared.
    return typeof value === 'number' ? text : value;
  } catch {
    return text;
  }
}

function missing(name: string, reason: string): Error {
  return configError('LIVE_SETTINGS_MISSING', `${name}: ${reason}`, {
    place: { field: name },
    remedy: `Set ${name} to what the sandbox of the provider wants.`,
  });
}
