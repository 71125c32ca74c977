# SPDX-License-Identifier: AGPL-3.0-or-later
"""The number of a slip: drawn, short enough to be said on the telephone, and refused when it is mistyped."""

from __future__ import annotations

import re
from collections.abc import Iterable
from hashlib import blake2b

from graph.errors import InvalidInput
from graph.text.wording import Phrase

# Nineteen signs that neither the eye nor the ear takes for one another, without vowels (no word can appear). Nineteen
# is prime: the check below then catches every wrong sign and every two signs exchanged.
SIGNS = "23456789CFHJKLMRTXY"
DRAWN = 8
LENGTH = DRAWN + 1
GROUP = 3
BETWEEN = re.compile(r"[,;\n]+")
SKIPPED = str.maketrans("", "", " -.·\u00a0\u202f\t")
NOT_A_NUMBER = Phrase("Un numéro de bon a neuf signes, par groupes de trois, comme {example} : recopiez-le en entier.")
NOT_A_SIGN = Phrase("« {sign} » ne sert dans aucun numéro de bon (ni zéro, ni un, ni voyelle) : relisez-le.")
MISTYPED = Phrase(
    "Ce numéro de bon contient une faute de frappe : un signe est faux, ou deux sont échangés. Relisez-le."
)
EXAMPLE = "K7M 2RX 4FX"


def drawn(secret: bytes, seed: str) -> str:
    """The number of a seed: the same for the same seed, and not to be guessed without the secret (up to 64 bytes)."""
    rest = int.from_bytes(blake2b(seed.encode(), key=secret[:64], digest_size=32).digest())
    body = ""
    for _ in range(DRAWN):
        rest, sign = divmod(rest, len(SIGNS))
        body += SIGNS[sign]
    return body + _check(body)


def _check(body: str) -> str:
    """The sign that makes the weighted sum of all a multiple of nineteen."""
    total = sum(weight * SIGNS.index(sign) for weight, sign in enumerate(body, 2))
    return SIGNS[-total % len(SIGNS)]


def read_number(text: str) -> str:
    """The number in what somebody typed, whatever its spaces, hyphens and capitals; raises InvalidInput."""
    typed = text.translate(SKIPPED).upper() if len(text) <= 40 else ""
    if len(typed) != LENGTH or not typed.isascii():
        raise InvalidInput(NOT_A_NUMBER(example=EXAMPLE), field="numero")
    stranger = next((sign for sign in typed if sign not in SIGNS), "")
    if stranger:
        raise InvalidInput(NOT_A_SIGN(sign=stranger), field="numero")
    if _check(typed[:DRAWN]) != typed[DRAWN]:
        raise InvalidInput(MISTYPED(), field="numero")
    return typed


def several(texts: Iterable[str]) -> tuple[str, ...]:
    """What may be numbers in texts that hold some of them between commas, semicolons or new lines, each once."""
    parts = (part.strip() for text in texts for part in BETWEEN.split(text))
    return tuple(dict.fromkeys(filter(None, parts)))


def shown(number: str) -> str:
    """The number as it is written and said: `K7M 2RX 4FX`."""
    return " ".join(number[start : start + GROUP] for start in range(0, LENGTH, GROUP))
