# SPDX-License-Identifier: AGPL-3.0-or-later
"""Colours of meaning, each written once: grounds, inks, yes and no, branches, changes; those of kinds are the model's.

Everything that is shown takes its colours from here and from the ontology: stylesheets, canvas, SVG, PDF.
"""

from __future__ import annotations

from dataclasses import dataclass

INK, WHITE = "#1b2530", "#ffffff"


@dataclass(frozen=True)
class Tone:
    """A value of CSS in light, in the dark and on paper; in the dark and on paper as in light where nothing is said."""

    light: str
    dark: str = ""
    paper: str = ""

    @property
    def printed(self) -> str:
        """On paper."""
        return self.paper or self.light


# Grounds, lines and letters.
GROUND = Tone("#fbfaf7", "#14191f", WHITE)
PAPER = Tone(WHITE, "#1c232b")
TEXT = Tone(INK, "#ece7de")
GREY = Tone("#55606c", "#aeb7c0", "#4a545e")
LINE = Tone("#dcd8cf", "#3a4550", "#c9c4b9")
# What is written on a colour of the model, and on what is light in the dark too: saffron, badges, codes to scan.
ON_COLOUR, ON_LIGHT = Tone(WHITE, "#11171d"), Tone(INK)
# The dark panel of a page and of the centre of a map.
PANEL = Tone(INK, "#2b445b")
NO = Tone("#a3231f", "#ffa69b")
CHOICE = Tone("#c2185b", "#ff7fb0")

PAGES: dict[str, Tone] = {
    "ground": GROUND,
    "paper": PAPER,
    "hollow": Tone("#f4f1ea", "#232c36"),
    "ink": TEXT,
    "grey": GREY,
    "line": LINE,
    "edge": Tone("#77818c", "#7f8a95"),
    "link": Tone("#0b5fa5", "#8ac2f4", INK),
    "on-colour": ON_COLOUR,
    "on-light": ON_LIGHT,
    "yes": Tone("#006650", "#74d3b4"),
    "yes-ground": Tone("#e2f1eb", "#173229"),
    "unsure": Tone("#7a4b00", "#f2c673"),
    "unsure-ground": Tone("#fbeed2", "#382c13"),
    "no": NO,
    "no-ground": Tone("#fae6e2", "#43211e"),
    "panel": PANEL,
    "panel-text": Tone("#fbfaf7", "#f6f2ea", WHITE),
    "panel-grey": Tone("#c9d1d8", "#c6d0d9"),
    "saffron": Tone("#ffc83d"),
    "choice": CHOICE,
}
"""What pages are painted with."""

VEIL = Tone("rgb(20 25 31/.55)")
"""What lies over the page behind an open dialog."""

STRANDS = ("#4a86c8", "#bd7a20", "#3a9b7a", "#b85c9e", "#8a9a2e", "#c25b4e", "#7068b8")
"""The threads of the home page and of the logo, from the first."""

MAPS: dict[str, Tone] = {
    "ground": GROUND,
    "paper": PAPER,
    "ink": TEXT,
    "core": PANEL,
    "core-text": Tone(WHITE, "#f6f2ea"),
    "on": ON_COLOUR,
    "cross": Tone("#6b7785", "#8d99a6"),
    "choice": CHOICE,
    "badge": Tone("#ffb000"),
    "badge-text": ON_LIGHT,
    "mark": Tone("#ffe8b0", "#4a3c12"),
    "change": Tone("#8a1c4f", "#ff9cc4"),
    "added": Tone("#1f7a3d", "#7fd79a"),
    "ended": NO,
    "left": Tone("#5b6675", "#a9b3be"),
    "moved": Tone("#8a5a00", "#f2c673"),
}
"""What maps are painted with, beside the colours of kinds."""

BRANCHES = ("#4f86c6", "#c9822b", "#3f9b7f", "#b4679a", "#8b8f2f", "#5a9fb8", "#c0635a", "#7a74b8")
"""The branches of a map, from that of the centre."""
