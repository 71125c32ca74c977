# SPDX-License-Identifier: AGPL-3.0-or-later
"""Engines to ask in tests: the small town as the public sees it and whole, and the project's own data."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from graph.rdf.dataset import Dataset
from graph.referral.answer import Referral, Result
from graph.referral.engine import ReferralEngine
from graph.referral.index import ReferralIndex
from graph.referral.resolver import Resolver
from graph.referral.situation import Query, Situation
from graph.search import SearchIndex, entries_of
from graph.settings import ROOT
from graph.text.wording import FRENCH, Plain, Speaker, Spoken
from tests.conftest import TESTS, dataset_of
from tests.instances import ID, model, territories

TODAY = date(2021, 6, 1)

EXACTLY = "Répond exactement"


@dataclass(frozen=True)
class World:
    """A dataset, its engine and the resolver that speaks its names."""

    dataset: Dataset
    engine: ReferralEngine
    resolver: Resolver

    def situation(self, **asked: Any) -> Situation:
        """The situation of a request; without a date, that of the tests."""
        return self.resolver.resolve(Query(**asked), today=TODAY)

    def ask(self, **asked: Any) -> Referral:
        """The referral of a request."""
        return self.engine.answer(self.situation(**asked))


@cache
def world(name: str) -> World:
    """`town`, `full` (with what only professionals see) or `touraine`."""
    files = {
        "town": [TESTS / "ecosystem.ttl"],
        "full": [TESTS / "ecosystem.ttl", TESTS / "ecosystem-restricted.ttl"],
        "touraine": [*_data("touraine"), *_data("tools")],
    }[name]
    return world_of(dataset_of(*files))


def _data(folder: str) -> list[Path]:
    return sorted((ROOT / "data" / folder).rglob("*.ttl"))


def world_of(dataset: Dataset) -> World:
    """The world of a dataset."""
    engine = ReferralEngine(ReferralIndex(dataset, model(), territories(), day=TODAY))
    search = SearchIndex(entries_of(dataset, model()))
    return World(dataset, engine, Resolver(dataset, model(), territories(), search))


def short(iri: str) -> str:
    """`organisation/atelier` for an IRI of the tests."""
    return iri.removeprefix(ID)


ENGLISH = Plain("en")


@dataclass(frozen=True)
class Nameless:
    """A speaker that calls everything by the same name: what it says is made of the sentences alone."""

    lang: str

    def name(self, iri: str, known: str) -> str:
        """The one name."""
        return "Name"


FRENCH_WORDS = re.compile(
    r"[àâçéèêëîïôùûœ«»]| [:;!?](\s|$)|\b(au|aux|avec|ce|dans|de|des|du|elle|en|est|et|il|la|le|les|mais|n|ne|ou|par|pas"
    r"|pour|qui|sans|sur|un|une|vous)\b",
    re.IGNORECASE,
)
"""Letters, spaces and little words that English does not have."""


def told(sentences: Iterable[Spoken], speaker: Speaker = FRENCH) -> list[str]:
    """Sentences in words."""
    return [said.text(speaker) for said in sentences]


def names(results: tuple[Result, ...]) -> list[str]:
    """Each result as `kind actor service`, short."""
    return [
        " ".join([result.kind, short(result.actor.iri), *([short(result.service.iri)] if result.service else [])])
        for result in results
    ]


def worth_told(kind: str, service: str, sentences: Iterable[str]) -> str:
    """What an answer makes of a cell of the coverage, told from what is shown of it: the kind, the thing, the words."""
    exact = kind == "direct" and any(text.startswith(EXACTLY) for text in sentences)
    if exact and ("/service/" in service or "/competence/" in service):
        return "covered"
    return "tool-only" if exact and "/instance/" in service else "near"


def state_told(worths: Iterable[str], doors: bool) -> str:
    """The state of a cell with such answers, all of which can be reached, and perhaps other doors."""
    found = set(worths)
    best = next((state for state in ("covered", "tool-only", "near") if state in found), None)
    return best or ("fallback" if doors else "none")
