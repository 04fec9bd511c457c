/**
 * Calls back once when npm is gone. A SIGTERM to npm ends npm and the shell between us, but not us.
 * Without npm nothing is watched: whoever starts a script in the background and leaves wants it to
 * go on.
 */
export function whenOrphaned(callback) {
  if (process.env.npm_lifecycle_event === undefined || process.platform === 'win32') return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    callback();
  }, 250);
  watch.unref();
}
