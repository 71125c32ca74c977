# SPDX-License-Identifier: AGPL-3.0-or-later
"""The query of a map: which view, around what, when, opened where; checked, with suggestions where it is wrong."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from graph.entity import Reader
from graph.errors import InvalidInput, Suggestion, UnknownThing
from graph.layout import NARROW_FRAME, WIDE_FRAME, Frame
from graph.mindmaps import NOTHING, Perspective, perspective, perspectives
from web.ecosystem import Ecosystem
from web.parameters import Parameters

NAMES = ("vue", "centre", "date", "ouvert", "forme", "cadre", "masque")
# The value of `ouvert` that opens nothing, not even what is by default on a narrow screen.
CLOSED = "rien"
FORMS = {"": "", "rayons": "radial", "arbre": "tree"}
FIRST, LAST = date(1900, 1, 1), date(2200, 1, 1)


@dataclass(frozen=True)
class Asked:
    """The query of a map, checked; ids are IRIs, `masked` the kinds to dim."""

    view: Perspective
    centre: str | None
    day: date
    opened: tuple[str, ...]
    form: str
    narrow: bool
    dated: bool
    masked: tuple[str, ...] = ()

    @property
    def wide_frame(self) -> Frame:
        """A desk's screen, with the form asked."""
        return replace(WIDE_FRAME, form=FORMS[self.form])

    @property
    def frame(self) -> Frame:
        """What a single drawing of this query is fitted to."""
        return NARROW_FRAME if self.narrow else self.wide_frame


def read_query(here: Reader, ecosystem: Ecosystem, parameters: Parameters) -> Asked:
    """The map asked for; raises InvalidInput or UnknownThing, with suggestions where there are."""
    view = perspective(parameters.text("vue") or perspectives()[0].slug)
    day = parameters.day("date")
    if day is not None and not FIRST <= day <= LAST:
        bounds = f"{FIRST.year} à {LAST.year}"
        raise InvalidInput(f"La carte ne connaît que les années {bounds} : choisissez une autre date.", field="date")
    centre = parameters.text("centre")
    return Asked(
        view=view,
        centre=resolved(here, ecosystem, centre, "centre") if centre else None,
        day=day or date.today(),
        opened=tuple(_opened(here, ecosystem, text) for text in parameters.texts("ouvert")),
        form=parameters.choice("forme", list(FORMS)[1:]),
        narrow=parameters.choice("cadre", ["large", "etroit"]) == "etroit",
        dated=day is not None,
        masked=tuple(_kind(here, text) for text in parameters.texts("masque")),
    )


def resolved(here: Reader, ecosystem: Ecosystem, text: str, name: str) -> str:
    """The IRI of an id (`network/can` or a whole IRI); raises UnknownThing with the closest names."""
    kind, _, slug = text.partition("/")
    iri = text if "://" in text or not slug or "/" in slug else here.iri(kind, slug)
    # A class at the centre of a map can be opened too, although nothing is said of it as an entity.
    at_centre = name == "ouvert" and any(iri == cls.iri for cls in here.model.classes)
    if at_centre or (_readable(iri) and iri in here.dataset):
        return iri
    hits = ecosystem.search.search(text.rpartition("/")[2].replace("-", " "), 4)
    raise UnknownThing(
        f"La carte ne trouve pas « {text[:80]} » : rien ne porte cet identifiant. Cherchez la fiche par son nom.",
        field=name,
        suggestions=[Suggestion(hit.iri, hit.label) for hit in hits],
    )


def _opened(here: Reader, ecosystem: Ecosystem, text: str) -> str:
    return NOTHING if text == CLOSED else resolved(here, ecosystem, text, "ouvert")


def _kind(here: Reader, text: str) -> str:
    if text in here.model.by_kind:
        return text
    known = ", ".join(sorted(here.model.by_kind))
    raise InvalidInput(f"La légende n’a pas « {text[:40]} ». Choisissez parmi : {known}.", field="masque")


def _readable(iri: str) -> bool:
    """Whether this can be asked to the store at all."""
    return iri.startswith(("http://", "https://")) and not set(iri) & set(' <>"{}|\\^`')
