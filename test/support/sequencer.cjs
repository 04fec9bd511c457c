// Long files first: begun last, one worker would run them while the other has nothing left to do. Where Jest knows how long
// files took it does so itself; on a machine that has never run them it goes by their size, which says nothing.
const { default: Sequencer } = require('@jest/test-sequencer');

/** What starts processes or lives through months. */
const LONG = /[\\/]test[\\/](?:cli|chaos|accounting|docs|pipeline)[\\/].*\.(?:db|api)\.test\.ts$/;

class LongFirst extends Sequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    const isLong = ({ path }) => LONG.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}

module.exports = LongFirst;
