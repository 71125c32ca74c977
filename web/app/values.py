# SPDX-License-Identifier: AGPL-3.0-or-later
"""One value of a field as text with an address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import Literal

from graph.entity import Shown, Source
from graph.model import EntityClass
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import DCT, SCHEMA, SPDX, XSD
from graph.readings.states import FRESH, State
from graph.readings.states import freshness as freshness_in
from graph.text.days import DATES, read_day
from graph.text.licences import licence
from web.app.filters import long_date
from web.app.language import language, translate
from web.app.pages import href

__all__ = ["FRESH", "Display", "State", "display", "freshness", "named", "telephone"]
LICENCES = (DCT.license, SCHEMA.license)


@dataclass(frozen=True)
class Display:
    """A value to show: its text, its address ("" when it leads nowhere), its class for the glyph."""

    text: str
    href: str = ""
    entity_class: EntityClass | None = None
    external: bool = False


def display(shown: Shown, path: str) -> Display:
    """One value as its property wants it shown."""
    if shown.literal is not None:
        return _literal(shown.literal, path)
    iri = shown.mention.iri if shown.mention else shown.text
    if path in LICENCES:
        return Display(licence(iri), iri.replace(SPDX, "https://spdx.org/licenses/"), external=True)
    if iri.startswith("mailto:"):
        return Display(iri.removeprefix("mailto:"), iri)
    if iri.startswith("tel:"):
        return Display(telephone(iri.removeprefix("tel:")), iri)
    if shown.mention is None or shown.mention.entity_class is None:
        return _elsewhere(iri, shown)
    return Display(shown.mention.label, href(shown.mention), shown.mention.entity_class)


def _elsewhere(iri: str, shown: Shown) -> Display:
    address = href(iri)
    if not address or address.startswith("/"):
        return Display(shown.text, address)
    return Display(address.split("://", 1)[1].rstrip("/"), address, external=True)


def _literal(value: Literal, path: str) -> Display:
    kind, text = value.datatype.value, value.value
    if kind in DATES:
        day = read_day(text)
        return Display(long_date(day) if day else text)
    if kind == XSD.boolean:
        return Display(translate("oui") if text in {"true", "1"} else translate("non"))
    if path == SCHEMA.email:
        return Display(text, f"mailto:{text}")
    if path == SCHEMA.telephone:
        return Display(telephone(text), f"tel:{text.replace(' ', '')}")
    if text.startswith(("https://", "http://")):
        return Display(text.split("://", 1)[1].rstrip("/"), text, external=True)
    return Display(text)


def telephone(text: str) -> str:
    """`02 47 00 00 00` for a French number, the text itself otherwise."""
    digits = "".join(character for character in text if character.isdigit() or character == "+").replace("+33", "0")
    return " ".join(digits[i : i + 2] for i in range(0, 10, 2)) if len(digits) == 10 else text


def freshness(verified: date | None, day: date) -> State:
    """How long ago somebody verified, in the language of the page."""
    return freshness_in(verified, day, language())


def named(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sources, the graph of our own lists under a name that means something."""
    ours = translate("Listes de choix de Tisserand")
    return tuple(replace(source, label=ours) if source.iri == ONTOLOGY_SOURCE else source for source in sources)
