// Makes node_modules agree with package-lock.json before anything else runs. Node built-ins only:
// it works on a fresh clone.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const LEAST_NODE = [20, 19];

/**
 * Installs what package-lock.json names when node_modules lacks it or has another version, else
 * does nothing (about 50 ms). `dev` asks for the tools of development too. Ends the process when it
 * cannot.
 */
export async function ensureDependencies({ dev }) {
  checkNode();
  if (firstDifference(dev) === null) return;
  const unlock = await lock();
  try {
    // Somebody else may have installed while we waited for the lock.
    const difference = firstDifference(dev);
    if (difference !== null) install(difference);
  } finally {
    unlock();
  }
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > LEAST_NODE[0] || (major === LEAST_NODE[0] && minor >= LEAST_NODE[1])) return;
  fail(
    `Encours needs Node.js ${LEAST_NODE.join('.')} or later, and this is ${process.versions.node}.`,
    'Install a current Node.js from https://nodejs.org and run the command again.',
  );
}

/**
 * Compares npm's record of what it installed with the lock file, package by package, and not by
 * date: a checkout of another branch or a copied folder changes dates and contents independently.
 */
function firstDifference(dev) {
  const installed = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (installed === null) return 'node_modules is missing or incomplete';
  const wanted = readPackages(join(root, 'package-lock.json'));
  if (wanted === null) return 'package-lock.json is missing';
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === '' || entry.link || (entry.dev && !dev)) continue;
    const found = installed[path];
    if (found === undefined) {
      if (isOptional(entry)) continue;
      return `${path} is not installed`;
    }
    if (found.version !== entry.version) return `${path} is ${found.version}, not ${entry.version}`;
    if (!existsSync(join(root, path, 'package.json'))) return `${path} is gone`;
  }
  return null;
}

/** Packages for another system or chip, or that only an absent package wanted. */
function isOptional(entry) {
  return entry.optional === true || entry.devOptional === true || entry.peer === true;
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

function install(reason) {
  console.error(`Installing packages first (${reason}) ...`);
  const started = Date.now();
  const installed = npm('ci') || npm('install');
  if (!installed) {
    fail('The packages could not be installed; npm says why above.', 'Correct it and try again.');
  }
  console.error(`Packages installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

function npm(command) {
  // All kinds of packages, whatever NODE_ENV says: `npm start` and `npm test` share one
  // node_modules.
  const args = [command, '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const ours = process.env.npm_execpath ?? '';
  const isNpm = /npm-cli\.js$/.test(ours);
  const [program, before] = isNpm ? [process.execPath, [ours]] : ['npm', []];
  const shell = !isNpm && process.platform === 'win32';
  // npm's progress belongs beside the command's result, not in it.
  const stdio = ['ignore', 2, 2];
  const outcome = spawnSync(program, [...before, ...args], { cwd: root, stdio, shell });
  if (outcome.error) console.error(`npm ${command}: ${outcome.error.message}`);
  if (outcome.signal) process.kill(process.pid, outcome.signal);
  return outcome.status === 0;
}

/** Two commands started together on a fresh clone must not install into each other. */
async function lock() {
  const file = join(root, '.encours', 'install.lock');
  mkdirSync(dirname(file), { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, String(process.pid), { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isHeld(file)) rmSync(file, { force: true });
    else await sleep(200);
  }
}

function isHeld(file) {
  try {
    process.kill(Number(readFileSync(file, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function fail(message, remedy) {
  console.error(`${message}\n  What to do: ${remedy}`);
  process.exit(1);
}

if (import.meta.url === pathToFileURL(process.argv[1]).href)
  await ensureDependencies({ dev: true });
