// SPDX-License-Identifier: AGPL-3.0-or-later
// Text as it is compared, by the rule of the server (graph/text/folding.py): a test holds the two together.
const LIGATURES = { "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "ß": "ss", "ς": "σ" };
const SHORTEST_PLURAL = 4;
const LIGATURE = /[œæøłßς]/g, MARKS = /[\u0300-\u036f]/g, BETWEEN = /[^\p{L}\p{N}]+/gu;
// Apostrophes that Unicode counts among letters.
const APOSTROPHES = /[\u02b9\u02bb\u02bc\u02bd\u02c8\ua78c]/g;

export const fold = (text) => {
  const small = text.toLowerCase().replace(LIGATURE, (letter) => LIGATURES[letter]).normalize("NFKD");
  return small.replace(MARKS, "").replace(APOSTROPHES, " ").replace(BETWEEN, " ").trim();
};

const singular = (word) => {
  if ([...word].length < SHORTEST_PLURAL || !"sx".includes(word.at(-1)) || word.endsWith("ss")) return word;
  if (word.endsWith("aux") && word.length > SHORTEST_PLURAL && !"ey".includes(word.at(-4))) return word.slice(0, -3) + "al";
  return word.slice(0, -1);
};

export const roots = (text) => [...new Set(fold(text).split(" ").filter((word) => word).map(singular))];

// Whether every word that is typed begins one of a name; a letter alone (« l’ ») counts where there is nothing else.
export const names = (typed, label) => {
  const words = roots(label), sought = roots(typed), telling = sought.filter((word) => word.length > 1);
  return (telling.length ? telling : sought).every((start) => words.some((word) => word.startsWith(start)));
};
