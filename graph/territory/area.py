# SPDX-License-Identifier: AGPL-3.0-or-later
"""The area that an instance is about: declared by a setting, else by the data that come with it, never deduced."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from graph.settings import ROOT

DECLARATION = ROOT / "data" / "territories" / "area.txt"
COUNTRY = "pays-fr"
_LEVELS = ("commune", "epci", "departement", "region", "pays")


def shipped(path: Path = DECLARATION) -> tuple[str, ...]:
    """The codes that the data declare, a line each (`#` begins a comment); none when nothing is declared."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return tuple(code for line in lines for code in line.split("#")[0].split())


def keys(declared: Iterable[str]) -> tuple[str, ...]:
    """The keys of codes: `37` is a département, `fr` the country; a key such as `epci-243700754` is one already."""
    return tuple(dict.fromkeys(_key(code) for code in declared)) or (COUNTRY,)


def _key(code: str) -> str:
    level, dash, rest = code.lower().partition("-")
    if dash and level in _LEVELS:
        return f"{level}{dash}{rest if level == 'pays' else rest.upper()}"
    return COUNTRY if code.lower() == "fr" else f"departement-{code.upper()}"
