// The world a test file runs in: remembers whether one of its tests failed
// (test/support/postgres.ts keeps that file's database), and fails the file when it leaves servers,
// connections or timers behind.
const { TestEnvironment } = require('jest-environment-node');
const { setTimeout: sleep } = require('node:timers/promises');

/** What Node calls the open things that keep a process alive. */
const WATCHED = ['TCPServerWrap', 'TCPSocketWrap', 'Timeout'];
/** Connections that were closed take a moment to be gone. */
const GRACE_MS = 3_000;

class WatchfulEnvironment extends TestEnvironment {
  async setup() {
    await super.setup();
    this.openBefore = open();
  }

  handleTestEvent(event) {
    const hasFailed = event.name === 'test_done' && event.test.errors.length > 0;
    if (hasFailed || event.name === 'hook_failure') this.global.hasFailedTests = true;
  }

  async teardown() {
    const hasFailed = this.global.hasFailedTests === true;
    await super.teardown();
    // A failed test rarely gets to clean up, and its own failure says more.
    if (hasFailed) return;
    let left = this.leftBehind();
    for (let waited = 0; left.length > 0 && waited < GRACE_MS; waited += 50) {
      await sleep(50, undefined, { ref: false });
      left = this.leftBehind();
    }
    if (left.length > 0) {
      throw new Error(`this file leaves behind: ${left.join(', ')}; close them in afterAll`);
    }
  }

  leftBehind() {
    const now = open();
    return WATCHED.filter((kind) => now[kind] > this.openBefore[kind]).map(
      (kind) => `${now[kind] - this.openBefore[kind]} ${kind}`,
    );
  }
}

function open() {
  const resources = process.getActiveResourcesInfo();
  return Object.fromEntries(
    WATCHED.map((kind) => [kind, resources.filter((name) => name === kind).length]),
  );
}

module.exports = WatchfulEnvironment;
