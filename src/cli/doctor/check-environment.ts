import { accessSync, constants, existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../../config';
import { errorMessage } from '../../kernel';
import { serverOf } from '../../database';
import { requireFreePort } from '../require-free-port';
import { ok, problem, warning, type Finding } from './finding';

const LEAST_NODE = [20, 19] as const;
const LEAST_FREE_MB = 1_024;

/** What can be said without a database. */
export async function checkEnvironment(config: Config): Promise<Finding[]> {
  return [checkNode(), checkHome(config), await checkPort(config), checkTarget(config)];
}

function checkNode(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  return isEnough
    ? ok('Node.js', process.versions.node)
    : problem(
        'Node.js',
        `${process.versions.node} is too old`,
        `install ${LEAST_NODE.join('.')} or later`,
      );
}

function checkHome({ homeFolder, databaseUrl }: Config): Finding {
  const subject = `data folder ${homeFolder}`;
  let existing = homeFolder;
  while (!existsSync(existing)) existing = dirname(existing);
  try {
    accessSync(existing, constants.W_OK | constants.X_OK);
    const { bavail, bsize } = statfsSync(existing);
    const freeMb = Math.floor((bavail * bsize) / 1_048_576);
    if (databaseUrl === null && freeMb < LEAST_FREE_MB) {
      return warning(
        subject,
        `only ${freeMb} MB are free`,
        'make room, or set ENCOURS_HOME elsewhere',
      );
    }
    return ok(subject, `can be written, ${freeMb} MB free`);
  } catch (error) {
    return problem(
      subject,
      `cannot be written: ${errorMessage(error)}`,
      'correct its permissions, or set ENCOURS_HOME to another folder',
    );
  }
}

async function checkPort({ host, port }: Config): Promise<Finding> {
  const subject = `port ${port}`;
  try {
    await requireFreePort({ host, port });
    return ok(subject, 'is free');
  } catch {
    return warning(
      subject,
      `is taken on ${host}`,
      'nothing, when it is Encours that runs there; else set PORT to another',
    );
  }
}

function checkTarget({ databaseUrl }: Config): Finding {
  const where = databaseUrl === null ? 'the embedded PostgreSQL' : serverOf(databaseUrl);
  return ok('database', `is ${where}${databaseUrl === null ? '' : ' (DATABASE_URL)'}`);
}
