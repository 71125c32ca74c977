// SPDX-License-Identifier: AGPL-3.0-or-later
// The dates of the map as a film; asked for when somebody plays it.

const BEAT = 1500;

// Goes from date to date until the last one, or until somebody does something else.
export class Film {
  /** @param {MindMap} map */
  constructor(map) {
    this.map = map;
    this.on = false;
    /** @type {(() => void) | undefined} */
    this.wake = undefined;
  }

  toggle() {
    if (this.on) this.stop();
    else this.start();
  }

  async start() {
    this.on = true;
    this.map.time.show(true);
    let index = this.map.time.last ? 0 : this.map.time.select.selectedIndex + 1;
    while (this.on && (await this.map.time.go(index)) && !this.map.time.last) {
      index = this.map.time.select.selectedIndex + 1;
      await new Promise((done) => {
        this.wake = () => done(null);
        setTimeout(done, BEAT);
      });
    }
    this.stop();
  }

  stop() {
    this.on = false;
    this.wake?.();
    this.map.time?.show(false);
  }
}
