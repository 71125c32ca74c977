# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a text looks like (a telephone, an e-mail, an official number …), and how it is written once it is read."""

from __future__ import annotations

import re

from graph.text.answers import NO_WORDS, YES_WORDS
from graph.text.folding import fold
from graph.text.official_numbers import SIREN, SIRET, is_right

# What stands in a cell instead of nothing.
BLANKS = frozenset(
    {"", "-", "--", "—", "–", "/", "?", "??", ".", "nc", "n c", "na", "n a", "null", "none", "nan", "neant"}
)
LONGEST_BLANK = max(map(len, BLANKS)) + 1
# Longer texts are none of these: expressions that look for them everywhere would take for ever.
LONGEST, LONGEST_URL, LONGEST_NUMBER = 400, 2_000, 40
_TELEPHONE = re.compile(r"(?<!\d)(?:(?:\+|00)33\s?(?:\(0\)\s?)?|0)[1-9](?:[\s.\-/_]*\d{2}){4}(?!\d)", re.ASCII)
_ABROAD = re.compile(r"\+[1-9]\d{7,14}", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;:<>()|]+@[^@\s,;:<>()|]+\.[^@\s,;:<>()|.]{2,}")
_URL = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#:]\S*)?", re.IGNORECASE)
_ABRIDGED = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)
_STREET = re.compile(
    r"\d{1,4}(?: (?:bis|ter|quater|[a-d]))? .*[a-z]{2}|.*\b(?:rue|avenue|av|ave|bd|bld|boulevard|place|pl|allee|allees|"
    r"impasse|chemin|route|rte|quai|cours|square|zone|za|zac|zi|lieu dit|residence|esplanade|mail|passage|rond point|"
    r"voie|hameau|le bourg|bp|cs|faubourg|ruelle|venelle|parvis|promenade)\b.*"
)
_NUMBER = re.compile(r"[-+]?\d+(?:[.,]\d+)?", re.ASCII)
_POINTED, _COMMAED = re.compile(r"-?\d{1,3}\.\d+", re.ASCII), re.compile(r"-?\d{1,3},\d+", re.ASCII)
_BETWEEN = re.compile(r"[\s,;|()\[\]]*")
_WKT = re.compile(r"POINT\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)", re.IGNORECASE)
_CIVILITY = re.compile(r"(?:m|mr|mme|mlle|m(?:onsieur|adame|ademoiselle))\.? [A-ZÀ-Þ]", re.IGNORECASE)
_FIRST_THEN_LAST = re.compile(r"[A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-ZÀ-Þ][a-zß-ÿ]+)? [A-ZÀ-Þ]{2,}(?:[ -][A-ZÀ-Þ]{2,})*")
_LAST_THEN_FIRST = re.compile(r"[A-ZÀ-Þ]{3,}(?:[ -][A-ZÀ-Þ]{2,})* [A-ZÀ-Þ][a-zß-ÿ]+(?:-[A-ZÀ-Þ][a-zß-ÿ]+)?")
_CODE = re.compile(r"(?=.*\d)[A-Za-z]{1,8}[-_ /]?\d{1,8}", re.ASCII)
_DIGITS = re.compile(r"[\s.\u00a0\u202f-]")


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, a dash, a question mark."""
    bare = text.strip()
    return bare in BLANKS or (len(bare) <= LONGEST_BLANK and fold(bare) in BLANKS)


def telephones(text: str) -> list[str]:
    """The numbers of a cell, as `+33 2 47 00 00 00`; none where it holds none."""
    bare = " ".join(text[:LONGEST].split())
    found = [_french(match.group()) for match in _TELEPHONE.finditer(bare)]
    digits = re.sub(r"[\s.\-/()]", "", bare)
    if not found and re.fullmatch(r"[1-9]\d{8}", digits, re.ASCII):  # a workbook ate the zero in front
        found = [_french(f"0{digits}")]
    if not found and re.fullmatch(r"33[1-9]\d{8}", digits, re.ASCII):
        found = [_french(f"+{digits}")]
    if not found and re.fullmatch(r"3\d{3}", digits, re.ASCII):  # the short numbers of services
        found = [f"{digits[:2]} {digits[2:]}"]
    return list(dict.fromkeys(found)) or ([digits] if _ABROAD.fullmatch(digits) else [])


def _french(text: str) -> str:
    digits = re.sub(r"\D", "", text.replace("(0)", ""))[-9:]
    pairs = " ".join(digits[place : place + 2] for place in range(1, 9, 2))
    return f"+33 {digits[0]} {pairs}"


def writing(text: str) -> str:
    """How a number is written, whatever its digits: two that are written alike give the same."""
    return re.sub(r"\d+", lambda found: f"{len(found.group())}", text.strip())


def emails(text: str) -> list[str]:
    """The addresses of a cell."""
    return list(dict.fromkeys(found.rstrip(".") for found in _EMAIL.findall(text[:LONGEST].replace("mailto:", ""))))


def urls(text: str) -> list[str]:
    """The addresses of pages of a cell, whole: where none says by which protocol, it is what browsers try."""
    parts = [part.strip("<>(),;") for part in text.split() if len(part) <= LONGEST_URL]
    found = [part for part in parts if _URL.fullmatch(part) and "@" not in part.split("/")[0]]
    return [part if re.match(r"https?://", part, re.IGNORECASE) else f"http://{part}" for part in found]


def official_number(text: str) -> str:
    """The SIRET, SIREN or RNA of a cell, with the zeros that a workbook ate; empty where its key is wrong."""
    bare = _DIGITS.sub("", text[:LONGEST]).upper()
    if is_right(bare):
        return bare
    if bare.isascii() and bare.isdecimal():
        for length in (SIRET, SIREN):
            if length - 3 <= len(bare) < length and is_right(bare.zfill(length)):
                return bare.zfill(length)
    return ""


def is_abridged(text: str) -> bool:
    """Whether a workbook cut a long number short: « 1,23457E+13 »."""
    return bool(_ABRIDGED.fullmatch(text.replace(" ", "")))


def code_of_five(text: str) -> str:
    """A postal or INSEE code, with the zero that a workbook ate; empty for anything else."""
    bare = text.replace(" ", "").upper()
    return bare.zfill(5) if re.fullmatch(r"\d{4,5}|\d[AB]\d{3}", bare, re.ASCII) else ""


def is_address(text: str) -> bool:
    """Whether a text reads as where something stands in a town."""
    return bool(_STREET.fullmatch(fold(text[:LONGEST])))


def number(text: str) -> float | None:
    """A number with a point or a comma, None for anything else."""
    bare = re.sub(r"[\s\u00a0\u202f°]", "", text[:LONGEST_NUMBER])
    return float(bare.replace(",", ".")) if _NUMBER.fullmatch(bare) else None


def point(text: str) -> tuple[float, float] | None:
    """Two numbers of one cell: latitude then longitude as people write them, None where it holds none."""
    text = text[:LONGEST]
    if found := _WKT.search(text):
        return float(found[2]), float(found[1])
    for pattern in (_POINTED, _COMMAED):
        both = pattern.findall(text)
        if len(both) == 2 and _BETWEEN.fullmatch(pattern.sub("", text)):
            first, second = (float(one.replace(",", ".")) for one in both)
            return first, second
    return None


def is_person(text: str) -> bool:
    """Whether a text is written as the name of somebody is: with a title, or with the family name in capitals."""
    text = " ".join(text[:LONGEST].split())
    return bool(_CIVILITY.match(text) or _FIRST_THEN_LAST.fullmatch(text) or _LAST_THEN_FIRST.fullmatch(text))


def is_row_code(text: str) -> bool:
    """Whether a text is such as offices number their files with: « MDA-0042 »."""
    return bool(_CODE.fullmatch(text.strip()))


def is_flag(text: str) -> bool:
    """Whether it says yes or no, and nothing else: « 0 € » does not."""
    return text.strip().casefold() in YES_WORDS | NO_WORDS
