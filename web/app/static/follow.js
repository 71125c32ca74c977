// SPDX-License-Identifier: AGPL-3.0-or-later
// Asks what changed since a page was made, every second, as long as somebody sees it.

const BEAT = 1000;
// The page itself may be of a moment before: it is brought up to date as soon as it is open.
const FIRST = 100;
// Where the server asks for patience or does not answer, the pause doubles up to this.
const LONGEST = 60_000;
// Of several servers one may be behind, or count otherwise: an earlier number holds once so many answers say so.
const STUBBORN = 10;

export class Follower {
  /**
   * `take` brings what changed into the page: false when it cannot now and wants to be asked again; when it throws,
   * that is after a longer pause.
   * @param {string} address
   * @param {number} since
   * @param {(changes: import("./difference.js").Changes) => Promise<boolean>} take
   */
  constructor(address, since, take) {
    this.address = address;
    this.since = since;
    this.take = take;
    this.pause = BEAT;
    this.asking = false;
    this.earlier = 0;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    document.addEventListener("visibilitychange", () => this.wake());
    addEventListener("online", () => this.wake());
    this.timer = setTimeout(() => this.ask(), FIRST);
  }

  get away() {
    return document.hidden || !navigator.onLine;
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.pause);
  }

  // Somebody looks again, or the network is back.
  wake() {
    if (this.away || this.asking) return;
    this.pause = BEAT;
    this.ask();
  }

  async ask() {
    if (this.away) return;
    clearTimeout(this.timer);
    this.asking = true;
    this.pause = await this.look().catch(() => this.longer(0));
    this.asking = false;
    this.rest();
  }

  // How long to wait until the next question.
  async look() {
    const url = new URL(this.address, location.href);
    url.searchParams.set("since", String(this.since));
    const answer = await fetch(url, { headers: { "If-None-Match": `W/"${this.since}"` }, cache: "no-store" });
    if (answer.status === 304) {
      this.earlier = 0;
      return BEAT;
    }
    if (!answer.ok) {
      await answer.body?.cancel();
      return this.longer(Number(answer.headers.get("Retry-After")));
    }
    /** @type {import("./difference.js").Changes} */
    const changes = await answer.json();
    this.earlier = changes.number < this.since ? this.earlier + 1 : 0;
    if (this.earlier % STUBBORN) return BEAT;
    if (changes.number === this.since || (await this.take(changes))) this.since = changes.number;
    return BEAT;
  }

  /** @param {number} seconds */
  longer(seconds) {
    return Math.min(LONGEST, Math.max(2 * this.pause, seconds * 1000 || 0));
  }
}
