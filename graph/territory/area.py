# SPDX-License-Identifier: AGPL-3.0-or-later
"""The area that an instance is about, as codes or keys declare it; it is never deduced from facts."""

from __future__ import annotations

from collections.abc import Iterable

COUNTRY = "pays-fr"
_LEVELS = ("commune", "epci", "departement", "region", "pays")


def keys(declared: Iterable[str]) -> tuple[str, ...]:
    """The keys of codes: `37` is a département, `fr` the country; a key such as `epci-243700754` is one already."""
    return tuple(dict.fromkeys(_key(code) for code in declared)) or (COUNTRY,)


def _key(code: str) -> str:
    level, dash, rest = code.lower().partition("-")
    if dash and level in _LEVELS:
        return f"{level}{dash}{rest if level == 'pays' else rest.upper()}"
    return COUNTRY if code.lower() == "fr" else f"departement-{code.upper()}"
