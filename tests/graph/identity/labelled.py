# SPDX-License-Identifier: AGPL-3.0-or-later
"""The labelled pairs as descriptions, and what a matcher makes of them: precision, recall, what it misses."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from graph.identity.comparison import LIKELY, LOOK, PERHAPS, SAME, SamenessPair
from graph.identity.description import Describer, Description
from graph.identity.matching import IdentityMatcher
from graph.namespaces import FOAF, ORG, SCHEMA, SKOS, WGS
from graph.territory import Territories
from tests.graph.identity.pairs import FOLDER, places

PATHS = {
    "name": SKOS.prefLabel, "site": FOAF.homepage, "email": SCHEMA.email, "telephone": SCHEMA.telephone,
    "siret": ORG.identifier, "latitude": WGS.lat, "longitude": WGS.long,
}  # fmt: skip


@cache
def describer() -> Describer:
    """One for all."""
    return Describer(Territories.load())


def described(key: str, place: Mapping[str, str]) -> Description:
    """What a row says, as a reader would give it."""
    said = {path: [place[name]] for name, path in PATHS.items() if place.get(name)}
    town = " ".join(filter(None, (place.get("postcode"), place.get("commune"))))
    street = ", ".join(filter(None, (place.get("street"), place.get("part"), town)))
    if place.get("street"):
        said[SCHEMA.address] = [street]
    if place.get("commune"):
        said[SCHEMA.location] = [town]
    return describer().made(key, "organisation", said)


@dataclass(frozen=True)
class LabelledPair:
    """A pair: its label, how it was made, both sides, and the key of the known thing that the other is, else ""."""

    key: str
    label: str
    how: str
    one: Description
    other: Description
    true: str


@cache
def known() -> tuple[Description, ...]:
    """The known places."""
    return tuple(described(row["id"], row) for row in places() if not row["new"])


@cache
def labelled(half: str) -> tuple[LabelledPair, ...]:
    """The pairs of a half."""
    rows = {one.key: one for one in known()}
    found = []
    for pair in json.loads((FOLDER / f"pairs-{half}.json").read_text(encoding="utf-8")):
        one = rows.get(pair["one"]) if isinstance(pair["one"], str) else described(f"{pair['id']}-one", pair["one"])
        assert one is not None
        true = one.key if pair["label"] != "different" else pair.get("of", "")
        found.append(
            LabelledPair(pair["id"], pair["label"], pair["how"], one, described(pair["id"], pair["other"]), true)
        )
    return tuple(found)


@dataclass(frozen=True)
class JudgedPairs:
    """What came of the pairs of a half, the whole of what is known being there to be taken for the other.

    `sure`: how many are said to be the same, `wrong` those that are not; `same`: pairs that are one, `missed` those
    under both bars or never compared; `asked`: how many times a person is asked to look for nothing.
    """

    sure: int
    wrong: tuple[tuple[LabelledPair, SamenessPair], ...]
    same: int
    missed: tuple[LabelledPair, ...]
    asked: int
    questions: tuple[tuple[LabelledPair, str], ...]

    @property
    def precision(self) -> float:
        """The share of those said to be the same that are."""
        return 1 - len(self.wrong) / self.sure

    @property
    def recall(self) -> float:
        """The share of those that are the same that a person is told or asked of."""
        return 1 - len(self.missed) / self.same


def _files(pairs: Iterable[LabelledPair]) -> list[list[Description]]:
    """The other sides as files say them: a thing once a file."""
    files: list[dict[str, Description]] = []
    for pair in pairs:
        true = pair.true or pair.key
        place = next((file for file in files if true not in file), None)
        if place is None:
            files.append(place := {})
        place[true] = pair.other
    return [list(file.values()) for file in files]


def judged(half: str) -> JudgedPairs:
    """The matcher on a half."""
    pairs = labelled(half)
    own = {pair.one.key: pair.one for pair in pairs}
    matcher = IdentityMatcher([*known(), *(one for key, one in own.items() if key.endswith("-one"))])
    by_key = {pair.key: pair for pair in pairs}
    found = [hit for files in _files(pairs) for hit in matcher.pairs(files, least=LOOK)]
    sure = [(by_key[hit.other.key], hit) for hit in found if hit.level in (SAME, LIKELY)]
    # A near-miss is the known thing from which it was taken, word for word: finding that is no merit.
    sure = [(pair, hit) for pair, hit in sure if pair.label != "different" or hit.one.key != pair.true]
    wrong = [(pair, hit) for pair, hit in sure if hit.one.key != pair.true or pair.label == "question"]
    right = {hit.other.key for hit in found if hit.one.key == by_key[hit.other.key].true}
    same = [pair for pair in pairs if pair.label == "same"]
    asked = [hit for hit in found if hit.level == PERHAPS and hit.one.key != by_key[hit.other.key].true]
    levels = {(hit.one.key, hit.other.key): hit.level for hit in found}
    questions = [(pair, levels.get((pair.one.key, pair.key), "")) for pair in pairs if pair.label == "question"]
    missed = tuple(pair for pair in same if pair.key not in right)
    return JudgedPairs(len(sure), tuple(wrong), len(same), missed, len(asked), tuple(questions))
