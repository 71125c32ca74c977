// SPDX-License-Identifier: AGPL-3.0-or-later
// What changed since a page was made, as the server tells it, and how it is said.

/** What the server tells of a card.
 * @typedef {{ iri: string, label: string, kind: string, links: { o: { iri: string } }[] }} ChangedCard
 * @typedef {{ number: number, since: number, reset: boolean, added: ChangedCard[], changed: ChangedCard[],
 *   gone: ChangedCard[] }} Changes */

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

let tries = 0;
/**
 * Throws where what was read again is of a state before the one that was told: of a server that is behind another one.
 * The third time it is taken as it is.
 * @param {HTMLElement} fresh
 * @param {Changes} changes
 */
export function refuseEarlier({ dataset }, { number }) {
  if (Number(dataset.since) < number && ++tries < 3) throw new Error("of an earlier state");
  tries = 0;
}
