# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody says that they know: read from what they typed, and what to change in it."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, timedelta

from graph.errors import InvalidInput
from graph.text.typed import day
from graph.text.wording import Phrase

SUBJECT = "skills"
"""The name of the consent that is given once for all that one says to know."""
A_YEAR, LONGEST = timedelta(days=365), timedelta(days=2 * 366)
FADING = timedelta(days=60)
"""For how long something is still shown, as to be confirmed, after the day that was given."""
LONGEST_LIST = 60
NO_LEVEL = Phrase("Choisissez un niveau dans la liste, ou « je préfère ne pas le dire ».")
NO_NETWORK = Phrase("Choisissez un réseau dans la liste, ou aucun.")
NO_MODE = Phrase("Choisissez parmi les façons d’aider qui sont proposées.")
NO_DAY = Phrase(
    "Donnez un jour à venir, dans deux ans au plus : après ce jour, on vous demande si c’est toujours vrai."
)
NO_NAME = Phrase("Écrivez d’abord votre nom dans « Mon compte », ou laissez cette case vide.")
NO_CONSENT = Phrase("Cochez cette case : sans votre accord, rien n’est noté.")
CONSENT = Phrase(
    "J’accepte que les professionnels entrés sur ce site voient ce que je dis connaître, et m’écrivent par un "
    "formulaire qui ne montre pas mon adresse. Je peux dire non quand je veux : mes compétences sont alors effacées."
)


@dataclass(frozen=True)
class SkillTerms:
    """What may be chosen: levels and ways to help by slug, networks by path; and the day on which it is asked."""

    levels: Collection[str]
    modes: Collection[str]
    networks: Collection[str]
    today: date


@dataclass(frozen=True)
class ToldSkill:
    """A tool or a need that somebody knows (`tool/yeswiki`): how well, in which network, how they help, until when.

    `level` and `network` are "" where they do not say; `named`: colleagues see their name.
    """

    subject: str
    level: str
    network: str
    modes: tuple[str, ...]
    named: bool
    until: date

    @classmethod
    def of(cls, typed: Callable[[str], str], modes: tuple[str, ...], terms: SkillTerms, subject: str) -> ToldSkill:
        """What was typed under `niveau`, `reseau`, `jusqu` and `nomme`; raises InvalidInput by field."""
        level, network = typed("niveau"), typed("reseau")
        if level and level not in terms.levels:
            raise InvalidInput(NO_LEVEL(), field="niveau")
        if network and network not in terms.networks:
            raise InvalidInput(NO_NETWORK(), field="reseau")
        if not set(modes) <= set(terms.modes):
            raise InvalidInput(NO_MODE(), field="facon")
        until = _until(typed("jusqu"), terms.today)
        return cls(subject, level, network, modes, typed("nomme") == "1", until)


def _until(text: str, today: date) -> date:
    try:
        found = day("jusqu", text) or today + A_YEAR
    except InvalidInput as error:
        raise InvalidInput(NO_DAY(), field="jusqu") from error
    if not today < found <= today + LONGEST:
        raise InvalidInput(NO_DAY(), field="jusqu")
    return found
