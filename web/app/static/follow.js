// SPDX-License-Identifier: AGPL-3.0-or-later
// Asks what changed since a page was made, every second, as long as somebody sees it.

const BEAT = 1000;
// Where the server asks for patience or does not answer, the pause doubles up to this.
const LONGEST = 60_000;

/** What the server tells of a card.
 * @typedef {{ iri: string, label: string, kind: string, links: { o: { iri: string } }[] }} ChangedCard
 * @typedef {{ number: number, since: number, reset: boolean, added: ChangedCard[], changed: ChangedCard[],
 *   gone: ChangedCard[] }} Changes */

export class Follower {
  /**
   * `take` brings what changed into the page: false when it cannot now and wants to be asked again; when it throws,
   * that is after a longer pause.
   * @param {string} address
   * @param {number} since
   * @param {(changes: Changes) => Promise<boolean>} take
   */
  constructor(address, since, take) {
    this.address = address;
    this.since = since;
    this.take = take;
    this.pause = BEAT;
    this.asking = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    document.addEventListener("visibilitychange", () => this.wake());
    addEventListener("online", () => this.wake());
    this.rest();
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
    if (answer.status === 304) return BEAT;
    if (!answer.ok) {
      await answer.body?.cancel();
      return this.longer(Number(answer.headers.get("Retry-After")));
    }
    /** @type {Changes} */
    const changes = await answer.json();
    if (changes.number === this.since || (await this.take(changes))) this.since = changes.number;
    return BEAT;
  }

  /** @param {number} seconds */
  longer(seconds) {
    return Math.min(LONGEST, Math.max(2 * this.pause, seconds * 1000 || 0));
  }
}

/**
 * How many more or fewer, in the words that an element holds.
 * @param {number} n
 * @param {DOMStringMap} words
 */
export function moreOrLess(n, { moreOne = "", more = "", lessOne = "", less = "" }) {
  const count = Math.abs(n);
  const text = n > 0 ? (count === 1 ? moreOne : more) : count === 1 ? lessOne : less;
  return n ? text.replace("{n}", String(count)) : "";
}
