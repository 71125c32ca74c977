# SPDX-License-Identifier: AGPL-3.0-or-later
"""The cards to check, grouped by actor: what was reported, what to check, and by which code to say that it is done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from graph.entity import Reader
from graph.namespaces import DCT, VOCABULARY
from graph.slips.corrections import Correction, corrections
from graph.slips.rule import UNREACHABLE
from graph.text.wording import day_text
from web.app.language import translate
from web.app.pages import href
from web.app.texts import quoted
from web.app.values import Display


@dataclass(frozen=True)
class Item:
    """One thing to check, or checked (`done`): what was reported, what to check."""

    reported: str
    check: str
    done: date | None


@dataclass(frozen=True)
class Group:
    """An actor and what is to be checked on its card."""

    actor: Display
    items: tuple[Item, ...]


def groups(reader: Reader) -> tuple[tuple[Group, ...], tuple[Group, ...]]:
    """What is to be done, by actor, then what was done."""
    found = corrections(reader.dataset)
    return _grouped(reader, [item for item in found if not item.done]), _grouped(
        reader, [item for item in found if item.done]
    )


def _grouped(reader: Reader, found: Iterable[Correction]) -> tuple[Group, ...]:
    by_actor: dict[str, list[Correction]] = {}
    for item in found:
        by_actor.setdefault(f"{reader.dataset.base}/id/{item.case.actor}", []).append(item)
    return tuple(_group(reader, actor, items) for actor, items in by_actor.items())


def _group(reader: Reader, actor: str, items: list[Correction]) -> Group:
    mention = reader.mention(actor)
    return Group(
        Display(mention.label, href(mention), mention.entity_class), tuple(_item(reader, item) for item in items)
    )


def _item(reader: Reader, item: Correction) -> Item:
    day = day_text(item.reported, reader.lang)
    if item.case.outcome == UNREACHABLE:
        reported = translate("Signalé injoignable le {day}.").replace("{day}", day)
    else:
        need = quoted(reader.label(VOCABULARY[f"need/{item.case.need}"]))
        text = translate("Signalé le {day} : {need} n’est pas pour lui.")
        reported = text.replace("{need}", need).replace("{day}", day)
    check = reader.dataset.text(item.iri, DCT.description, reader.lang) or ""
    return Item(reported, check, item.done)
