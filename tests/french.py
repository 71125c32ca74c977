# SPDX-License-Identifier: AGPL-3.0-or-later
"""What French does not say nor write: wrong elision, contraction or agreement, plain spaces, straight apostrophes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.text.elision import begins_with_a_vowel

LETTER = r"[^\W\d_]"
# Names before which both are said: those that begin with an h, an x or a u, letters of which some make a word.
EITHER = re.compile(r"[HhXx]|[EFHLMNRSXU][A-Z0-9]|[AIOUY]\b|[uU][A-Z]|[yY]\b")
# What loses its vowel before another word, unless it is a pronoun after a verb (« Dites-la à »).
WHOLE = re.compile(
    rf"(?<![\w-])(?:[dD]e|[qQ]ue|[jJ]usque|[lL]orsque|[pP]uisque|le|la|[jJ]e|me|te|se|ne) (?={LETTER})(\S+)"
)
ELIDED = re.compile(rf"\b(?:[dlnmtsj]|qu|jusqu|lorsqu|puisqu)’(?={LETTER})(\S+)", re.IGNORECASE)
VOWELS = "aàâäeéèêëiîïoôöuùûüœæhy"
SI_IL = re.compile(r"\b[sS]i ils?\b")
# « de le », « à les »: an article, unless a verb follows.
CONTRACTED = re.compile(r"\b(?:[dD]e|[àÀ]) (le|les|Le|Les) (\S+)")
VERB = re.compile(r"(?:y|en|lui|leur|plus|[\w’-]+(?:er|ir|re|oir))\W*")
# Said of a count, one of which is written in the singular and several in the plural.
COUNTED = (
    "acteur|adresse|an|argument|autre|besoin|carte|case|champ|commune|compétence|date|demande|étape|fiche|groupe|jour"
    "|lien|ligne|minute|offre|orientation|outil|piste|proposition|question|réponse|réseau|semaine|service|source|suite"
)
SPACE = "[ \u00a0\u202f]"
ONE = re.compile(rf"(?<![\d\w.,/\u00a0\u202f-])[01]{SPACE}((?:autres?{SPACE})?(?:{COUNTED})[sx])\b")
SEVERAL = re.compile(
    rf"(?<![\w.,/-])(?:[2-9]|\d{{2,}}){SPACE}((?:autre|(?:autres?{SPACE})?(?!autre)(?:{COUNTED})))\b(?![-’])"
)
AGREEMENTS = (
    re.compile(r"\b[Aa]ucune? [\w’ -]{2,40}? (?:sont|ont|n’ont)\b"),
    re.compile(r"\w\((?:e|s|x|es|ne|ent|le|te)\)"),  # vu(e)s
    re.compile(r"\w·(?:e|s|x|ne|le|te|rice)(?:·?s)?\b"),  # vu·e·s
)
SPACES = (
    (re.compile(r"\S +(?=[:;?!»](?:\s|$))"), "a plain space before a mark"),
    (re.compile(r"« "), "a plain space after «"),
    (re.compile(rf"{SPACE}{{2}}"), "two spaces"),
    (re.compile(rf"{LETTER}'{LETTER}"), "a straight apostrophe"),
    (re.compile(r"[a-zà-ÿ»][?!;](?=\s|$)"), "no space before a mark"),
    (re.compile(r"«(?![\u00a0\u202f ]|$)|(?<![\u00a0\u202f ])»"), "no space inside quotation marks"),
    (re.compile(r"\s[.,](?:\s|$)"), "a space before a stop"),
    (re.compile(r"\.\.|,,|[.,;:]\s?[,;]|[?!]\."), "two marks"),
)
# What is not spoken: addresses, parts of them, and what is typed.
UNSPOKEN = re.compile(
    r"\S*(?:://|www\.|@)\S*|[\w-]+(?:\.[\w-]+)*\.(?:org|net|fr|com|cc|app|si|io|html|json|ttl)\b(?:/\S*)?|\S*\?\w+=\S*"
)


def elisions(text: str) -> Iterator[str]:
    """What should be elided and is not, and the other way round."""
    for found in WHOLE.finditer(text):
        if begins_with_a_vowel(found[1]) and not EITHER.match(found[1]):
            yield f"{found[0]}: not elided"
    if (found := SI_IL.search(text)) is not None:
        yield f"{found[0]}: not elided"
    for found in ELIDED.finditer(text):
        if found[1][0].lower() not in VOWELS and not EITHER.match(found[1]):
            yield f"{found[0]}: elided before a consonant"


def contractions(text: str) -> Iterator[str]:
    """« de le », « à les », which are one word."""
    for found in CONTRACTED.finditer(text):
        if found[1][0].isupper() or not VERB.fullmatch(found[2]):
            yield f"{found[0]}: not contracted"


def agreements(text: str) -> Iterator[str]:
    """What does not agree with a count, and what is written for two genders at once."""
    for pattern, fault in ((ONE, "plural for one"), (SEVERAL, "singular for several")):
        if (found := pattern.search(text)) is not None:
            yield f"{found[0]}: {fault}"
    for pattern in AGREEMENTS:
        if (found := pattern.search(text)) is not None:
            yield f"{found[0]}: does not agree"


def spaces(text: str) -> Iterator[str]:
    """Plain spaces before marks, two spaces, straight apostrophes."""
    for pattern, fault in SPACES:
        if (found := pattern.search(text)) is not None:
            yield f"{text[max(0, found.start() - 20) : found.end() + 12]}: {fault}"


def spoken_faults(text: str) -> list[str]:
    """What a reader would stumble on who reads a text aloud."""
    words = UNSPOKEN.sub("§", text)
    return [*elisions(words), *contractions(words), *agreements(words)]


def faults(text: str) -> list[str]:
    """The same, and what a printer would not let pass."""
    return [*spoken_faults(text), *spaces(UNSPOKEN.sub("§", text))]
