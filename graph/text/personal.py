# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whether a text may tell of a person: nothing that matches is ever written down. Too much is refused, gladly."""

from __future__ import annotations

import re
import unicodedata

EMAIL = re.compile(r"\S\s*(@|\(at\)|\[at\]|＠)\s*\S", re.IGNORECASE)
# A telephone number, or any run of seven digits or more, however it is spaced.
DIGITS = re.compile(r"\d(?:[ .\-/()\u00a0\u202f_]{0,2}\d){6,}")
MOST_WORDS, MOST_LETTERS = 8, 80
_SPOKEN = (
    "z[ée]ro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|"
    "quarante|cinquante|soixante"
)
_PATTERNS = tuple(
    re.compile(pattern, flags)
    for flags, pattern in (
        # Where somebody is found: addresses of any sort, codes, plates, days of birth.
        (re.I, r"@|\barobas|\(at\)|\[at\]|\bpoint (?:fr|com|org|net)\b"),
        (re.I, r"https?:|www\.|\w\.(?:fr|com|org|net|eu|info|io|asso|me|bzh|gouv|be|ch)\b"),
        (0, r"\d{5}"),
        (0, r"\d{1,4}\s?[/.\-]\s?\d{1,2}(?:\s?[/.\-]\s?\d{1,4})?"),
        (re.I, r"\b[a-z]{2}[ -]?\d{2,3}[ -]?[a-z]{2}\b"),
        (re.I, r"\b(?:rue|avenue|av\.|boulevard|bd|impasse|all[ée]e|lotissement|r[ée]sidence|b[âa]timent)\b"),
        (re.I, r"\d\s*(?:bis|ter)?\s*,?\s*(?:chemin|place|quai|route|cours|square|villa|hameau|lieu[ -]dit)\b"),
        (re.I, rf"(?:\b(?:{_SPOKEN})[a-z]*[\s,-]*){{4,}}"),
        # What comes before a name: titles, ways of presenting oneself, kin.
        (re.I, r"\b(?:m|mr|mm|mme|mmes|mlle|mlles|dr)\b\.?\s+[^\W\d]"),
        (re.I, r"\b(?:monsieur|madame|mademoiselle|messieurs|mesdames|docteure?|ma[iî]tre)\b"),
        (0, r"\b(?:Me|Pr)\.?\s+[A-ZÀ-Þ]"),
        (re.I, r"\b(?:appell?e|nomm[ée]e?|surnomm[ée]e?|pr[ée]nom|mon nom|n[ée]e? (?:le|en|à)|my name)\b"),
        (re.I, r"\b(?:mon|ma|son|sa|notre|votre) (?:mari|femme|[ée]poux|[ée]pouse|fils|fille|p[èe]re|m[èe]re|fr[èe]re|"
               r"s(?:œ|oe)ur|conjointe?|ex|voisine?)\b"),
        # Two words that bear a capital are a name as often as not, but for « Le Pot ».
        (0, r"\b(?!(?:Les?|La|Une?|Des|Du|Mon|Ma|Mes|Nos|Notre|Faire|Avoir)\b)[A-ZÀ-Þ][a-zß-ÿ’'-]+\s+"
            r"(?:d[eu’']\s*)?[A-ZÀ-Þ][\wÀ-ÿ’'-]+"),
        (0, r"\b[A-ZÀ-Þ]{2,}\s+[A-ZÀ-Þ][a-zß-ÿ]+"),
    )
)  # fmt: skip
# Whole addresses, to take them out of a text.
EMAILS = re.compile(r"(?<!\S)\S*\s?(?:@|\(at\)|\[at\]|＠)\s?\S*", re.IGNORECASE)
_NAME = r"[A-ZÀ-ÖØ-Ý][\w’'-]*"
# « Mme Untel », « je m’appelle Untel Unetelle »: who is named stays with those who typed it.
NAMES = re.compile(
    rf"(?:\b[Jj]e m[’']appelle|\b(?:M|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle|Ms|Mrs)\b\.?)(?:\s+{_NAME})+"
)
# The number of a pocket telephone in France, however it is spaced: as often as not somebody's own. What begins as a day
# does (« 06/07/2021 10 h ») is none.
_GAP = r"[\s.\-/_·\u00ad\u200b\u2010-\u2015\u2060]{0,3}"
MOBILE = re.compile(
    rf"(?<!\d)(?!\d\d[/.\-]\d\d[/.\-](?:19|20)\d\d(?!\d))"
    rf"(?:(?:\+|00){_GAP}3{_GAP}3{_GAP}(?:\({_GAP}0{_GAP}\){_GAP}|0{_GAP})?|\(?0\)?{_GAP})[67](?:{_GAP}\d){{8}}(?!\d)"
)
_CALLED = re.compile(
    rf"(?:\b(?:au|t[ée]l|t[ée]l[ée]phone|portable|mobile)\b[.\s:]{{0,6}}){{0,3}}{MOBILE.pattern}", re.IGNORECASE
)
NAMES_SOMEBODY = "ce texte nomme une personne : retirez son nom, ou laissez la cellule vide."
GIVES_A_NUMBER = (
    "un numéro de portable est dans ce texte : si c’est celui de la structure, mettez-le dans une colonne "
    "« Téléphone » ; sinon, retirez-le."
)
LOOSE = re.compile(r"\s+(?=[,.])|[,;]\s*(?=[,;.])")


def is_personal(text: str) -> bool:
    """Whether it holds, or may hold, what tells of a person; also what is too long to be the name of a thing."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if len(plain) > MOST_LETTERS or len(plain.split()) > MOST_WORDS:
        return True
    return any(pattern.search(plain) for pattern in (EMAIL, DIGITS, *_PATTERNS))


def why_personal(text: str) -> str:
    """What is wrong with a free text that comes in by a file: it names somebody, or gives a number that may be theirs.

    "" where nothing is.
    """
    return NAMES_SOMEBODY if NAMES.search(text) else GIVES_A_NUMBER if MOBILE.search(text) else ""


def without_persons(text: str) -> str:
    """A text without addresses, numbers to call, nor names that are said to be some."""
    return _without(text, EMAILS, DIGITS, NAMES)


def without_mobiles(text: str) -> str:
    """A text without the numbers of pocket telephones, nor « au » or « Tél. : » before them."""
    return _without(text, _CALLED)


def _without(text: str, *patterns: re.Pattern[str]) -> str:
    for pattern in patterns:
        text = pattern.sub(" ", text)
    return LOOSE.sub("", " ".join(text.split())).strip(' ,;:-.«»“”"')
