# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of a backup beside the journal: the tables of each, what is said of them, and what erasures take out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from graph.callbacks.erasing import without_callbacks
from graph.callbacks.tables import ALL as CALLBACK_TABLES
from graph.claims.erasing import without_claims
from graph.claims.tables import ALL as CLAIM_TABLES
from graph.contributions.erasing import without_proposals
from graph.contributions.replies_erasing import without_replies
from graph.contributions.reply_tables import ALL as REPLY_TABLES
from graph.contributions.tables import ALL as CONTRIBUTION_TABLES
from graph.contributions.taker_tables import ALL as TAKER_TABLES
from graph.contributions.takers import all_takers
from graph.contributions.verdict_tables import ALL as VERDICT_TABLES
from graph.contributions.verdicts_erasing import without_verdicts
from graph.database import Table
from graph.keepers.erasing import without_keepers, without_links
from graph.keepers.tables import ALL as KEEPER_TABLES
from graph.keepers.tables import CARD_LINKS
from graph.mail._tables import ALL as LETTER_TABLES
from graph.mail.erasing import without_letters
from graph.people.erasing import without_people
from graph.people.tables import ACCOUNTS
from graph.people.tables import ALL as PEOPLE_TABLES
from graph.skills.erasing import without_skills
from graph.skills.tables import ALL as SKILL_TABLES
from graph.slips.erasing import without_things
from graph.slips.tables import ALL as SLIP_TABLES
from graph.subscriptions.erasing import without_subscriptions
from graph.subscriptions.tables import ALL as SUBSCRIPTION_TABLES
from graph.synonyms.erasing import without_words
from graph.synonyms.tables import ALL as WORD_TABLES
from graph.workshops.erasing import without_workshops
from graph.workshops.tables import ALL as WORKSHOP_TABLES

TableRows = dict[str, list[dict[str, Any]]]
Place = tuple[str, ...]
Without = Callable[..., tuple[TableRows, frozenset[Place]]]


def _nothing(*_asked: str) -> bool:
    return False


def _nobody(_account: int) -> bool:
    return False


@dataclass(frozen=True)
class Leaving:
    """What tells of what is to leave: things by their path (`tool/yeswiki`), words by digest and text, and texts.

    `place` tells of a place in the register of erasures (`("words", digest)`): all that is known of what left before.
    `account` tells of the number of somebody who leaves, with whom goes what other parts hold of them.
    """

    thing: Callable[[str], bool] = _nothing
    words: Callable[[str, str], bool] = _nothing
    text: Callable[[str], bool] = _nothing
    place: Callable[..., bool] = _nothing
    account: Callable[[int], bool] = _nobody


@dataclass(frozen=True)
class Remainder:
    """The rows that stay, how many left or changed, and the places to note in the register so that none comes back."""

    rows: TableRows
    left: int = 0
    places: frozenset[Place] = frozenset()


@dataclass(frozen=True)
class BackupPart:
    """Tables that a backup holds in one file: `told` names them in French (« les bons »), with how it agrees.

    `since` is said when they have changed since the backup, `counted` of what an erasure finds in them. Those that are
    not `in_files` are in no backup, and are erased like the others.
    """

    name: str
    tables: Sequence[Table]
    told: str
    since: str
    counted: str
    without: Callable[[TableRows, Leaving], Remainder] = field(repr=False)
    in_files: bool = True

    @property
    def file(self) -> str:
        """The file of the backup."""
        return f"{self.name}.jsonl"

    @property
    def empty(self) -> TableRows:
        """Its tables without any row."""
        return {table.name: [] for table in self.tables}


def _slips(rows: TableRows, leaving: Leaving) -> Remainder:
    return Remainder(*without_things(rows, leaving.thing))


def _words(rows: TableRows, leaving: Leaving) -> Remainder:
    kept, gone = without_words(rows, leaving.words, leaving.thing)
    return Remainder(kept, len(gone), frozenset(("words", digest) for digest in gone))


def _people(rows: TableRows, leaving: Leaving) -> Remainder:
    return Remainder(*without_people(rows, leaving.place, leaving.text))


def _each_noted(without: Without) -> Callable[[TableRows, Leaving], Remainder]:
    """Of tables whose rows that leave are all noted by their place, which counts them."""

    def remaining(rows: TableRows, leaving: Leaving) -> Remainder:
        kept, places = without(rows, leaving.text, leaving.thing, leaving.place)
        return Remainder(kept, len(places), places)

    return remaining


def _replies(rows: TableRows, leaving: Leaving) -> Remainder:
    kept, places = without_replies(rows, leaving.text, leaving.place)
    return Remainder(kept, len(places), places)


def _takers(rows: TableRows, _leaving: Leaving) -> Remainder:
    return Remainder(all_takers(rows))


def _links(rows: TableRows, leaving: Leaving) -> Remainder:
    return Remainder(*without_links(rows, leaving.text, leaving.thing))


def _skills(rows: TableRows, leaving: Leaving) -> Remainder:
    return Remainder(*without_skills(rows, leaving.text, leaving.thing, leaving.account, leaving.place))


def _letters(rows: TableRows, leaving: Leaving) -> Remainder:
    return Remainder(*without_letters(rows, leaving.text))


PARTS = (
    BackupPart(
        "slips", SLIP_TABLES, "les bons", "Depuis, ce qui est noté des bons ou les comptes ont changé.",
        "bon ou compte", _slips,
    ),
    BackupPart("words", WORD_TABLES, "les mots", "Depuis, le compte des mots a changé.", "suite de mots tapés", _words),
    BackupPart("people", PEOPLE_TABLES, "les comptes", "Depuis, des comptes ont changé.", "compte", _people),
    BackupPart(
        "contributions", CONTRIBUTION_TABLES, "les contributions", "Depuis, des contributions sont arrivées ou ont été "
        "relues.", "contribution", _each_noted(without_proposals),
    ),
    BackupPart(
        "verdicts", VERDICT_TABLES, "les fiches triées", "Depuis, des fiches ont été triées.", "fiche triée",
        _each_noted(without_verdicts)
    ),
    BackupPart(
        "replies", REPLY_TABLES, "les adresses laissées pour une réponse", "Depuis, des adresses laissées pour une "
        "réponse sont arrivées ou ont été effacées.", "adresse laissée pour une réponse", _replies,
    ),
    BackupPart(
        "takers", TAKER_TABLES, "les contributions confiées à quelqu’un", "Depuis, des contributions ont été confiées "
        "à quelqu’un, ou rendues.", "contribution confiée", _takers,
    ),
    BackupPart(
        "callbacks", CALLBACK_TABLES, "les demandes de rappel", "Depuis, des demandes de rappel sont arrivées ou "
        "ont été effacées.", "demande de rappel", _each_noted(without_callbacks),
    ),
    BackupPart(
        "keepers", KEEPER_TABLES, "les adresses de qui tient une fiche", "Depuis, les adresses de qui tient une fiche "
        "ont changé.", "adresse de qui tient une fiche", _each_noted(without_keepers),
    ),
    # Put back, a link that was taken back would open again.
    BackupPart("card-links", (CARD_LINKS,), "les liens de fiche", "", "lien de fiche", _links, in_files=False),
    BackupPart(
        "skills", SKILL_TABLES, "les compétences dites entre professionnels", "Depuis, ce que des collègues disent "
        "connaître, ou ce qu’ils se demandent, a changé.", "compétence ou demande entre collègues", _skills,
    ),
    BackupPart(
        "subscriptions", SUBSCRIPTION_TABLES, "les abonnements", "Depuis, des abonnements ont changé.", "abonnement",
        _each_noted(without_subscriptions),
    ),
    BackupPart(
        "workshops", WORKSHOP_TABLES, "les séances d’atelier", "Depuis, des séances d’atelier ont changé.",
        "titre de séance ou prénom", _each_noted(without_workshops),
    ),
    BackupPart(
        "claims", CLAIM_TABLES, "les demandes de fiches", "Depuis, des demandes de fiches sont arrivées ou ont eu "
        "leur réponse.", "demande de fiche", _each_noted(without_claims),
    ),
    # Put back, a letter would leave a second time.
    BackupPart("letters", LETTER_TABLES, "les courriels", "", "courriel en attente", _letters, in_files=False),
)  # fmt: skip
ALL = tuple(table for part in PARTS for table in part.tables)


def without_leaving(parts: Mapping[str, TableRows], leaving: Leaving) -> dict[str, Remainder]:
    """Each part without what is to leave."""
    leaving = replace(leaving, account=_accounts(parts.get("people", {}), leaving).__contains__)
    return {part.name: part.without(parts[part.name], leaving) for part in PARTS if part.name in parts}


def _accounts(rows: TableRows, leaving: Leaving) -> frozenset[int]:
    """The numbers of the accounts that leave."""
    before, after = rows, without_people(rows, leaving.place, leaving.text)[0]
    numbers = [{row["number"] for row in found.get(ACCOUNTS.name, ())} for found in (before, after)]
    return frozenset(numbers[0] - numbers[1])


def rows_by_table(kept: Iterable[Remainder]) -> TableRows:
    """The rows that stay, of all parts."""
    return {name: found for one in kept for name, found in one.rows.items()}
