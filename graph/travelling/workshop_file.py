# SPDX-License-Identifier: AGPL-3.0-or-later
"""The file by which a workshop goes from a room to the site that everybody uses; it is described in `docs/`."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pyoxigraph as ox

from graph.contributions.proposal import NotAProposal, Proposal
from graph.errors import InvalidInput, TooLarge
from graph.model import Model
from graph.rdf.dataset import to_term
from graph.rdf.nquads import to_absolute, to_relative
from graph.text.wording import Phrase
from graph.workshops.tables import LONGEST_TITLE

FORMAT, VERSION = "tisserand-workshop", 1
MOST_BYTES = 20 * 1024 * 1024
MOST_ADDITIONS, LONGEST_GROUP, LONGEST_COMMENT = 5_000, 300, 5_000
SECOND = "%Y-%m-%dT%H:%M:%SZ"
UID, SLUG = re.compile(r"[0-9a-f]{32}"), re.compile(r"[a-z]+(?:-[a-z]+)*")
TOO_LARGE = Phrase("Ce fichier est trop gros pour être celui d’un atelier : {most} Mo au plus.")
NOT_ONE = Phrase(
    "Ce n’est pas le fichier d’un atelier, ou il est abîmé. Reprenez celui que donne le bilan de la séance, sans "
    "l’ouvrir ni le modifier."
)
NEWER = Phrase("Ce fichier vient d’une version plus récente : demandez à qui tient ce site de le mettre à jour.")
ELSEWHERE = Phrase(
    "Ce fichier vient de l’annuaire {theirs}, et celui-ci est {ours} : rien n’est repris. Apportez-le là-bas."
)


class NotAWorkshop(InvalidInput):
    """A file that no workshop is written as; its message repeats nothing of it."""


@dataclass(frozen=True)
class CarriedAddition:
    """What came in a room at a place, from 1; `kept`: whether whoever led has accepted it there."""

    place: int
    kept: bool
    proposal: Proposal


@dataclass(frozen=True)
class CarriedWorkshop:
    """A workshop as its file tells it: neither who sent, nor any first name. Moments are seconds since 1970."""

    uid: str
    title: str
    group: str
    kinds: tuple[str, ...]
    opened: int
    closed: int
    additions: tuple[CarriedAddition, ...]

    def to_json(self, base: str) -> bytes:
        """The file; IRIs under `base` are symbolic, and the base itself is told once."""
        document = {
            "format": FORMAT,
            "version": VERSION,
            "base": base,
            "uid": self.uid,
            "title": self.title,
            "group": to_relative(self.group, base),
            "kinds": list(self.kinds),
            "opened": _said(self.opened),
            "closed": _said(self.closed),
            "additions": [
                {"place": one.place, "kept": one.kept, "proposal": json.loads(one.proposal.to_json(base))}
                for one in self.additions
            ],
        }
        return json.dumps(document, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, content: bytes, base: str, model: Model) -> CarriedWorkshop:
        """The workshop of a file made for the instance at `base`; raises TooLarge, NotAWorkshop, InvalidInput."""
        if len(content) > MOST_BYTES:
            raise TooLarge(TOO_LARGE(most=MOST_BYTES // 1024**2))
        try:
            document = json.loads(content)
            if not isinstance(document, dict) or document.get("format") != FORMAT:
                raise NotAWorkshop(NOT_ONE())
            _refuse_foreign(document, base)
            return _read(document, base, model)
        except (ArithmeticError, ValueError, KeyError, TypeError, RecursionError, NotAProposal) as error:
            raise NotAWorkshop(NOT_ONE()) from error


def _refuse_foreign(document: Mapping[str, Any], base: str) -> None:
    version = _whole(document["version"])
    if version > VERSION:
        raise InvalidInput(NEWER(), field="fichier")
    if version != VERSION:
        raise NotAWorkshop(NOT_ONE())
    theirs = _text(document["base"], LONGEST_GROUP)
    if theirs != base:
        raise InvalidInput(ELSEWHERE(theirs=theirs, ours=base), field="fichier")


def _read(document: Mapping[str, Any], base: str, model: Model) -> CarriedWorkshop:
    found = [_addition(one, base, model) for one in _list(document["additions"], MOST_ADDITIONS)]
    if len({one.place for one in found}) != len(found):
        raise ValueError("two at the same place")
    return CarriedWorkshop(
        uid=_shaped(document["uid"], UID),
        title=_text(document["title"], LONGEST_TITLE),
        group=to_absolute(_text(document["group"], LONGEST_GROUP), base),
        kinds=tuple(_shaped(kind, SLUG) for kind in _list(document["kinds"], len(model.classes))),
        opened=_moment(document["opened"]),
        closed=_moment(document["closed"]),
        additions=tuple(sorted(found, key=lambda one: one.place)),
    )


def _addition(found: object, base: str, model: Model) -> CarriedAddition:
    if not isinstance(found, dict) or not isinstance(found["kept"], bool):
        raise TypeError("an addition is wanted")
    proposal = Proposal.from_json(json.dumps(found["proposal"]), base)
    if not 1 <= (place := _whole(found["place"])) <= MOST_ADDITIONS * 10:
        raise ValueError("no place")
    for one in proposal.all():
        _refuse_strange(one, base, model)
    return CarriedAddition(place, found["kept"], proposal)


def _refuse_strange(proposal: Proposal, base: str, model: Model) -> None:
    """Raises ValueError or KeyError on what no form of this release proposes."""
    own = model.by_kind[proposal.kind]
    known = proposal.subject.startswith(f"{base}/id/{proposal.kind}/")
    fields = all(own.field(field.property) for field in proposal.fields)
    if own.scheme or not known or not fields or len(proposal.comment) > LONGEST_COMMENT or proposal.page:
        raise ValueError("no form of ours proposes that")
    ox.NamedNode(proposal.subject)
    for field in proposal.fields:
        for term in (*field.before, *field.after):
            to_term(term)


def _said(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime(SECOND)


def _moment(text: object) -> int:
    return int(datetime.strptime(_text(text, 20), SECOND).replace(tzinfo=UTC).timestamp())


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("a whole number is wanted")
    return value


def _text(value: object, most: int) -> str:
    if not isinstance(value, str) or len(value) > most:
        raise TypeError("a text is wanted")
    value.encode()  # half a sign, as JSON may write it, is none
    return value


def _shaped(value: object, shape: re.Pattern[str]) -> str:
    text = _text(value, LONGEST_TITLE)
    if not shape.fullmatch(text):
        raise ValueError("another shape is wanted")
    return text


def _list(value: object, most: int) -> list[Any]:
    if not isinstance(value, list) or len(value) > most:
        raise TypeError("a list is wanted")
    return value
