# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody asks to be mailed: of which news, how often, in the words that they agreed to."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from graph.errors import InvalidInput
from graph.text.wording import Label, Phrase

WEEK, MONTH = "semaine", "mois"
RHYTHMS = {WEEK: Label("Chaque semaine"), MONTH: Label("Chaque mois")}
NO_RHYTHM = Phrase("Choisissez : chaque semaine, ou chaque mois.")
CONSENT = Label(
    "J’accepte que ce site garde mon adresse pour m’écrire ce qui change, et pour rien d’autre. J’arrête quand je "
    "veux, par le lien de chaque courriel : mon adresse est alors effacée."
)


@dataclass(frozen=True)
class NewsOrder:
    """Slugs of a kind and of a need, slug of a network, code of an area ("" where all will do), and a rhythm."""

    kind: str = ""
    network: str = ""
    area: str = ""
    need: str = ""
    rhythm: str = MONTH

    @property
    def choices(self) -> tuple[str, str, str, str]:
        """What is chosen, whatever the rhythm."""
        return self.kind, self.network, self.area, self.need


def rhythm_of(text: str) -> str:
    """A rhythm that somebody chose; raises InvalidInput."""
    if text not in RHYTHMS:
        raise InvalidInput(NO_RHYTHM(), field="rythme")
    return text


def next_after(moment: int, rhythm: str) -> int:
    """When the next letter is due after a moment: seven days later, or the same day of the next month, else its last
    one."""
    at = datetime.fromtimestamp(moment, UTC)
    if rhythm == WEEK:
        return int((at + timedelta(days=7)).timestamp())
    year, month = at.year + at.month // 12, at.month % 12 + 1
    day = min(at.day, monthrange(year, month)[1])
    return int(at.replace(year=year, month=month, day=day).timestamp())
