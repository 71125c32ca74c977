# SPDX-License-Identifier: AGPL-3.0-or-later
"""What formats of maps, wikis, hosts and agendas mean here: fields and choices that the model has, reasons known."""

from __future__ import annotations

import pytest

from graph.model.exchange import exchange
from graph.model.left_aside import left_aside
from graph.sources._records import WHY_LEFT
from tests.instances import model

FORMS = ("chatonsinfos", "gogocarto", "icalendar", "openstreetmap", "yeswiki")


@pytest.mark.parametrize("slug", FORMS)
def test_a_format_means_what_the_model_has(slug: str) -> None:
    form = exchange(slug)
    placed = [field for field in form.fields.values() if field.kind]
    assert placed
    assert form.source.startswith("https://")
    assert not [field.name for field in placed if model().kind(field.kind).field(field.path) is None]
    choices = {choice for table in form.codes.values() for own in table.values() for choice in own}
    assert not choices - set(model().choices)


@pytest.mark.parametrize("slug", [*FORMS, "persons"])
def test_what_is_left_aside_has_a_reason_and_no_place(slug: str) -> None:
    left = left_aside(slug)
    assert left
    assert set(left.values()) <= set(WHY_LEFT)
    assert not set(left) & set(exchange(slug).fields)
