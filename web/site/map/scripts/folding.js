// SPDX-License-Identifier: AGPL-3.0-or-later
// Text as it is compared, by the rule of the server (graph/text/folding.py): a test holds the two together.

/** @type {Record<string, string>} */
const LIGATURES = { œ: "oe", æ: "ae", ø: "o", ł: "l", ß: "ss", ς: "σ" };
const SHORTEST_PLURAL = 4;
const LIGATURE = /[œæøłßς]/g;
const MARKS = /[\u0300-\u036f]/g;
const BETWEEN = /[^\p{L}\p{N}]+/gu;
// Apostrophes that Unicode counts among letters.
const APOSTROPHES = /[\u02b9\u02bb\u02bc\u02bd\u02c8\ua78c]/g;

/** @param {string} text */
export const fold = (text) => {
  const small = text
    .toLowerCase()
    .replace(LIGATURE, (letter) => LIGATURES[letter] ?? letter)
    .normalize("NFKD");
  return small.replace(MARKS, "").replace(APOSTROPHES, " ").replace(BETWEEN, " ").trim();
};

/** @param {string} word */
const singular = (word) => {
  if ([...word].length < SHORTEST_PLURAL || !"sx".includes(word.slice(-1)) || word.endsWith("ss")) return word;
  if (word.endsWith("aux") && word.length > SHORTEST_PLURAL && !"ey".includes(word.slice(-4, -3))) {
    return `${word.slice(0, -3)}al`;
  }
  return word.slice(0, -1);
};

/** @param {string} text */
export const roots = (text) => [...new Set(fold(text).split(" ").filter(Boolean).map(singular))];

/**
 * Whether every word that is typed begins one of a name; a letter alone (« l’ ») counts where there is nothing else.
 * @param {string} typed
 * @param {string} label
 */
export const names = (typed, label) => {
  const words = roots(label);
  const sought = roots(typed);
  const telling = sought.filter((word) => word.length > 1);
  return (telling.length ? telling : sought).every((start) => words.some((word) => word.startsWith(start)));
};
