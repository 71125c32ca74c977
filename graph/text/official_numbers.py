# SPDX-License-Identifier: AGPL-3.0-or-later
"""Official numbers of French organisations (SIREN, SIRET, RNA): how they are written, and their key."""

from __future__ import annotations

import re

SIREN, SIRET, RNA = 9, 14, re.compile(r"W[0-9A-Z]{9}", re.ASCII)
# The post office gave its own establishments numbers of another key: the sum of their digits is a multiple of five.
LA_POSTE = "356000000"


def register(number: str) -> str:
    """Which register a number is of, by how it is written: SIREN, SIRET, RNA; "" for none of them."""
    if RNA.fullmatch(number):
        return "RNA"
    return {SIREN: "SIREN", SIRET: "SIRET"}.get(len(number), "") if re.fullmatch(r"[0-9]+", number) else ""


def is_right(number: str) -> bool:
    """Whether a number is a SIREN or a SIRET whose key is right, or an RNA."""
    if RNA.fullmatch(number):
        return True
    if not re.fullmatch(r"[0-9]+", number) or len(number) not in (SIREN, SIRET):
        return False
    return _luhn(number) or (len(number) == SIRET and number.startswith(LA_POSTE) and sum(map(int, number)) % 5 == 0)


def _luhn(number: str) -> bool:
    """The sum of digits, every second one from the right doubled and its digits added, is a multiple of ten."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
