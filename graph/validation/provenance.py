# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of who says what: a source that can be named and opened, a confirmation by somebody, on a day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pyoxigraph import Literal

from graph import clock
from graph.entity.kinds import ACTORS
from graph.entity.known import CONFIRMED, DEDUCED
from graph.model.finding import VIOLATION, Finding
from graph.namespaces import DC, PROV, TIS, VOCABULARY, compact
from graph.text.days import read_day

if TYPE_CHECKING:
    from graph.model import EntityClass, Model
    from graph.rdf.dataset import Dataset, Fact, Value

ADDRESS = (PROV.wasDerivedFrom, PROV.hadPrimarySource)
# What is said of a page or a document, which can then be opened.
OF_A_PAGE = (TIS.readOn, TIS.copyReadOn, DC.publisher)
NO_ADDRESS = (
    "{path} parle d’une page ou d’un document : donnez son adresse, <https://…>, par prov:wasDerivedFrom, ou sa fiche "
    "par prov:hadPrimarySource."
)
NO_HOST = "cette adresse ne mène nulle part : écrivez-la entière, comme https://exemple.org/page."
UNOPENED = "une source se nomme par une adresse que l’on peut ouvrir : écrivez <id/source/nom>, ou https://…"
CONFIRMED_WHOLE = (
    "une source ne confirme pas tout d’un coup : dites de chaque fiche quel jour (tis:confirmedOn) et par qui "
    "(tis:confirmedBy) elle a été confirmée."
)
NO_RULE = "dites de quoi c’est déduit (tis:rule)."
NOT_READ_YET = "personne n’a encore lu cette page ce jour-là, qui est à venir : corrigez la date."
TO_COME = "personne n’a encore rien confirmé ce jour-là, qui est à venir : corrigez la date."
NOBODY = "dites qui a confirmé par la fiche d’un acteur, d’un réseau, d’un groupe ou d’un poste, jamais d’une personne."


def source_findings(facts: list[Fact]) -> Iterator[Finding]:
    """What is wrong with the description of a source."""
    if urlsplit(facts[0].s).scheme not in ("http", "https"):
        yield _of(min(facts), UNOPENED, facts[0].s)
    said = {fact.p for fact in facts}
    for fact in facts:
        if fact.p in OF_A_PAGE and not said & {*ADDRESS}:
            yield _of(fact, NO_ADDRESS.format(path=compact(fact.p)))
        if fact.p in (TIS.readOn, TIS.copyReadOn) and _is_to_come(fact.o):
            yield _of(fact, NOT_READ_YET)
        if fact.p == PROV.wasDerivedFrom and isinstance(fact.o, str) and not _has_host(fact.o):
            yield _of(fact, NO_HOST)
        if fact.p == TIS.basis and fact.o == VOCABULARY[f"basis/{CONFIRMED}"]:
            yield _of(fact, CONFIRMED_WHOLE)
        if fact.p == TIS.basis and fact.o == VOCABULARY[f"basis/{DEDUCED}"] and TIS.rule not in said:
            yield _of(fact, NO_RULE)


def confirmation_findings(facts: list[Fact], dataset: Dataset, model: Model) -> Iterator[Finding]:
    """A confirmation by what is no body that can answer for it, or on a day to come."""
    for fact in facts:
        if fact.p == TIS.confirmedOn and _is_to_come(fact.o):
            yield _of(fact, TO_COME)
        by = fact.o if fact.p == TIS.confirmedBy and isinstance(fact.o, str) else ""
        if by and not _answers(model.class_of(dataset.types(by))):
            yield _of(fact, NOBODY)


def _is_to_come(value: Value) -> bool:
    day = read_day(value.value) if isinstance(value, Literal) else None
    return day is not None and day > clock.today()


def _answers(own: EntityClass | None) -> bool:
    return own is not None and own.kind in ACTORS


def _has_host(address: str) -> bool:
    try:
        return urlsplit(address).scheme not in ("http", "https") or bool(urlsplit(address).hostname)
    except ValueError:  # `http://[`
        return False


def _of(fact: Fact, message: str, value: str = "") -> Finding:
    text = fact.o.value if isinstance(fact.o, Literal) else fact.o
    return Finding(VIOLATION, fact.source, fact.s, fact.p, message, value or text)
