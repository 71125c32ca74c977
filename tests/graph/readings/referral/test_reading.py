# SPDX-License-Identifier: AGPL-3.0-or-later
"""The reading of a referral: plain data that no face can change, in the language of who reads, without addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError, fields, is_dataclass
from functools import cached_property

import pytest

from graph.entity import Reader
from graph.model import EntityClass, Texts
from graph.readings.nearby import Surroundings
from graph.readings.referral import ReferralReading, read_referral
from graph.readings.referral.cards import CardShelf
from graph.readings.referral.comparison import compare
from graph.readings.referral.document import referral_document
from graph.referral.answer import Referral
from graph.referral.situation import Query, Situation
from tests.graph.referral.worlds import world
from tests.instances import model

ASKED = Query(commune="Chinon", needs=("file-sharing", "backup"), tools=("grosmail",), date="2021-06-01")


def reading(lang: str = "fr", shelf: CardShelf | None = None) -> ReferralReading:
    """What the small town answers."""
    town = world("town")
    around = Surroundings(town.resolver, town.engine)
    return read_referral(Reader(town.dataset, model(), lang), around, ASKED, shelf or CardShelf())


def within(thing: object) -> Iterator[object]:
    """All that a reading holds, but for what the engine gave it and the model."""
    yield thing
    if isinstance(thing, Situation | Referral | EntityClass | str):
        return
    if isinstance(thing, tuple):
        for item in thing:
            yield from within(item)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from within(getattr(thing, field.name))


def test_a_reading_holds_neither_addresses_nor_html() -> None:
    found = list(within(reading()))
    texts = [item for item in found if isinstance(item, str)]
    assert len(texts) > 200
    assert not [text for text in texts if text.startswith("/") or "<" in text]


def test_a_reading_is_made_once_and_computes_nothing_when_it_is_shown() -> None:
    whole = reading()
    kinds = {type(item) for item in within(whole) if is_dataclass(item)} - {Situation, Referral, EntityClass, Texts}
    assert len(kinds) > 12
    for kind in kinds:
        computed = [name for name, value in vars(kind).items() if isinstance(value, property | cached_property)]
        assert not computed, kind
    with pytest.raises(FrozenInstanceError):
        whole.count = 0  # type: ignore[misc]


def test_a_reading_speaks_one_language_throughout() -> None:
    french, english = reading("fr"), reading("en")
    assert [rung.title for rung in french.desk.parts[0].ladder][:2] == ["Réponse directe", "Par un réseau"]
    assert [rung.title for rung in english.desk.parts[0].ladder][:2] == ["Direct answer", "Through a network"]
    for one, other in zip(french.desk.callers, english.desk.callers, strict=True):
        assert (one.rank, one.role, one.actor.key) == (other.rank, other.role, other.actor.key)
        assert one.state.tone == other.state.tone
        assert one.state.text != other.state.text


def test_cards_that_come_back_are_those_made_again() -> None:
    shelf = CardShelf()
    first = reading(shelf=shelf)
    assert len(shelf.cards) == len(first.desk.cards)
    assert reading(shelf=shelf).desk == first.desk == reading().desk


def test_the_document_and_the_cards_tell_the_same() -> None:
    whole = reading()
    document = referral_document(whole.referral)
    cards = {(card.actor.iri, card.thing.iri): card for card in whole.desk.cards}
    told = 0
    for result in document["results"]:
        card = cards.get((result["actor"]["iri"], (result["service"] or result["actor"])["iri"]))
        if card is None or card.kind == "entry-point":
            continue
        told += 1
        assert {reason.text for reason in card.reasons} <= {reason["text"] for reason in result["reasons"]}
        assert {fact["text"] for fact in result["path"]} <= {fact.text for fact in card.facts}
        assert all(detail["label"] in str(card) for detail in result["details"])
    assert told >= 3
    assert [way.tool.iri for way in whole.ways] == [item["tool"]["iri"] for item in document["advice"]]
    assert [gap.iri for gap in whole.gaps] == [gap["iri"] for gap in document["gaps"]]
    assert set(whole.missing) <= set(document["missing"])


def test_rows_that_differ_are_told_when_the_table_is_made() -> None:
    whole = reading()
    ids = tuple(card.id for card in whole.desk.cards)[:2]
    ticked = compare(Reader(world("town").dataset, model()), whole.desk, ids)
    assert ticked.table is not None
    rows = [row for part in ticked.table.parts for row in part.rows]
    assert ticked.table.differing == sum(row.differs for row in rows) > 0
    assert {row.name for row in rows} >= {"Ce que c’est", "Qui appeler", "Contact", "Sources"}
