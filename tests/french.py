# SPDX-License-Identifier: AGPL-3.0-or-later
"""What French does not say nor write: wrong elision, contraction or agreement, plain spaces, straight apostrophes."""

from __future__ import annotations

import re
from collections.abc import Iterator

VOWEL = "aàâäeéèêëiîïoôöuùûüœæAÀÂÄEÉÈÊËIÎÏOÔÖUÙÛÜŒÆ"
# Words that begin as with a consonant, though they begin with a vowel or an h.
ASPIRATED = (
    "hach|hack|haï|haie|hain|hal[lot]|hamac|hamburger|hameau|hamster|hanche|hand|hangar|hant|happ|harang|harc|hard|harem"
    "|haricot|harn|harpe|hasard|hât|hauss|haut|havre|hennir|hérisson|hernie|héron|héros|herse|hêtre|heurt|hibou|hic"
    "|hiérarch|hip|hisser|hobby|hochet|hockey|hold|holl|homard|hongr|honni|hont|hoquet|hors|hot|houblon|houe|houl|houpp"
    "|houss|hub|huch|hue|huguenot|huit|hul|huppe|hurl|hutt"
)
CONSONANT_LIKE = re.compile(rf"(?:{ASPIRATED}|onz|oui\b|ouistiti|ouate|uhlan|ululer|yaourt|y[aeiou])", re.IGNORECASE)
# Before these both are said: names that begin with an h or an x, and letters of which some make a word.
EITHER = re.compile(r"(?:[HhXx]|[EFHLMNRSXU][A-Z0-9]|[aeiouyàéA-Z]\b)")
# What loses its vowel, and what is then written.
ELIDED = re.compile(rf"\b(de|que|jusque|lorsque|puisque|quoique|le|la|je|me|te|se|ne|ce) (?=[{VOWEL}HhYy])(\S+)")
ELIDED_BEFORE_IL = re.compile(r"\bsi ils?\b", re.IGNORECASE)
UNELIDED = re.compile(r"\b([dlnmtsj]|qu|jusqu|lorsqu|puisqu)[’'](?=[^\W\d_])(\S+)", re.IGNORECASE)
# A pronoun before a verb is not an article: « de les joindre ».
CONTRACTED = re.compile(r"\b([dD]e|[àÀ]) (le|les|Le|Les) (\S+)")
VERB = re.compile(r"(?:y|en|lui|leur|[\w’-]+(?:er|ir|re|oir))[.,;:!?…»)\u00a0\u202f]*$")
# Said before a count, in the plural where there are several; each is written in the singular.
COUNTED = (
    "acteur|adresse|an|argument|autre|besoin|carte|case|champ|commune|compétence|date|demande|étape|fiche|groupe|jour"
    "|lien|ligne|minute|offre|orientation|outil|piste|proposition|question|réponse|réseau|semaine|service|source|suite"
)
ONE = re.compile(rf"(?<![\d\w.,/\u00a0\u202f-])[01][ \u00a0\u202f]((?:autres?[ \u00a0\u202f])?(?:{COUNTED})[sx])\b")
SEVERAL = re.compile(
    rf"(?<![\w.,/-])(?:[2-9]|\d{{2,}})[ \u00a0\u202f]((?:autres?[ \u00a0\u202f])?(?:{COUNTED}))\b(?!-)"
)
NONE_ARE = re.compile(r"\b[Aa]ucune?s? [\w’ -]{2,40}? (?:sont|ont|ne sont|n’ont)\b")
AGREEMENTS = (
    re.compile(r"\w\((?:e|s|x|es|ne|ent|le|te)\)"),  # vu(e)s
    re.compile(r"\w·(?:e|s|x|ne|le|te|rice)(?:·?s)?\b"),  # vu·e·s
    re.compile(r"\b[Ll]es (?:\w+s ){1,3}(?:a|est|sera|peut|doit)\b"),
)
NARROW, HARD = "\u202f", "\u00a0"
SPACES = (
    (re.compile(r"\S +(?=[:;?!»](?:\s|$))"), "a plain space before a mark"),
    (re.compile(r"« "), "a plain space after «"),
    (re.compile(r"[ \u00a0\u202f]{2}"), "two spaces"),
    (re.compile(r"[^\W\d_]'[^\W\d_]"), "a straight apostrophe"),
    (re.compile(r"[\w»][?!;](?=\s|$)"), "no space before a mark"),
    (re.compile(r"«(?![\u00a0\u202f ])|(?<![\u00a0\u202f ])»"), "no space inside quotation marks"),
    (re.compile(r"\s[.,](?:\s|$)"), "a space before a comma or a stop"),
    (re.compile(r"\.\.\.|,,|\.\.(?!\.)|[.,;:]\s?[,;]|\?\."), "two marks"),
)
ADDRESS = re.compile(
    r"\S*(?:://|www\.|@)\S*|\b[\w-]+(?:\.[\w-]+)*\.(?:org|net|fr|com|cc|app|si|io|html|json)\b\S*|\?\w+=\S*"
)


def _starts_with_a_vowel(word: str) -> bool | None:
    """Whether a word is heard as beginning with a vowel; None where both are said."""
    bare = word.lstrip('«“"(’' + NARROW + HARD)
    if EITHER.match(bare) and not bare[:2].islower():
        return None
    if CONSONANT_LIKE.match(bare):
        return False
    return bare[:1] in VOWEL or (bare[:1] in "hH") or (bare[:1] in "yY" and bare[1:2] not in VOWEL)


def elisions(text: str) -> Iterator[str]:
    """What should be elided and is not, and the other way round."""
    for found in ELIDED.finditer(text):
        if _starts_with_a_vowel(found[2]):
            yield f"{found[0]}: not elided"
    if (found := ELIDED_BEFORE_IL.search(text)) is not None:
        yield f"{found[0]}: not elided"
    for found in UNELIDED.finditer(text):
        if _starts_with_a_vowel(found[2]) is False:
            yield f"{found[0]}: elided"
        elif found[2][0].lower() not in f"{VOWEL}hyx1" and not found[2][:2].isupper():
            yield f"{found[0]}: elided before a consonant"


def contractions(text: str) -> Iterator[str]:
    """« de le », « à les », which are one word."""
    for found in CONTRACTED.finditer(text):
        if found[2][0].isupper() or not VERB.match(found[3]):
            yield f"{found[0]}: not contracted"


def agreements(text: str) -> Iterator[str]:
    """What does not agree with a count, and what is written for two genders at once."""
    for pattern, fault in ((ONE, "plural for one"), (SEVERAL, "singular for several"), (NONE_ARE, "plural for none")):
        if (found := pattern.search(text)) is not None:
            yield f"{found[0]}: {fault}"
    for pattern in AGREEMENTS:
        if (found := pattern.search(text)) is not None:
            yield f"{found[0]}: does not agree"


def spaces(text: str) -> Iterator[str]:
    """Plain spaces before marks, two spaces, straight apostrophes."""
    for pattern, fault in SPACES:
        if (found := pattern.search(text)) is not None:
            yield f"{text[max(0, found.start() - 12) : found.end() + 12]}: {fault}"


def spoken_faults(text: str) -> list[str]:
    """What a French reader would stumble on when reading a text aloud."""
    words = ADDRESS.sub("§", text)
    return [*elisions(words), *contractions(words), *agreements(words)]


def faults(text: str) -> list[str]:
    """The same, and what a printer would not let pass."""
    return [*spoken_faults(text), *spaces(ADDRESS.sub("§", text))]
