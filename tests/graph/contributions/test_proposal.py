# SPDX-License-Identifier: AGPL-3.0-or-later
"""A proposal is written and read again whole, under another address too; anything else is refused without a word."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal

from graph.contributions.proposal import NotAProposal, Proposal, ProposedField
from graph.namespaces import SCHEMA, SKOS, TIS
from graph.rdf.dataset import boolean_literal, text_literal

BASE, MOVED = "https://before.example", "https://after.example"


def _proposal(base: str = BASE) -> Proposal:
    made = Proposal(
        "organisation",
        f"{base}/id/organisation/weavers",
        is_new=True,
        fields=(ProposedField(SKOS.prefLabel, (), (text_literal("Les tisserands", "fr"),)),),
    )
    return Proposal(
        "service",
        f"{base}/id/service/looms",
        is_new=False,
        fields=(
            ProposedField(SKOS.prefLabel, (text_literal("Métiers", "fr"),), (text_literal("Métiers à tisser", "fr"),)),
            ProposedField(SCHEMA.provider, (), (f"{base}/id/organisation/weavers", "https://elsewhere.example/x")),
            ProposedField(TIS.openQuestion, (boolean_literal(True), Literal("12")), ()),
        ),
        others=(made,),
        seen_at=12,
        comment="J’y suis allé <b>hier</b>.",
        page="/fiche/service/looms",
    )


def test_is_read_as_it_was_written() -> None:
    """Whole, with its languages and types, what was made on the way, and from where it came."""
    assert Proposal.from_json(_proposal().to_json()) == _proposal()
    assert [one.kind for one in _proposal().all()] == ["organisation", "service"]


def test_follows_the_address_of_the_instance() -> None:
    """What is of this instance is written relative to it; the rest of the web stays where it is."""
    written = _proposal().to_json(BASE)
    assert BASE not in written
    assert Proposal.from_json(written, MOVED) == _proposal(MOVED)


WRITTEN = _proposal().to_json()


@pytest.mark.parametrize(
    "text",
    [
        "",
        WRITTEN.replace("12,", "1e999,"),
        WRITTEN.replace("looms", "\\ud800"),
        "[]",
        "{}",
        '{"kind": 1}',
        "[" * 5_000,
        _proposal().to_json().replace('"looms"', "5", 1)[:-3],
    ],
)
def test_nothing_else_is_one(text: str) -> None:
    """Whatever a file holds, it is refused, and nothing of it is repeated."""
    with pytest.raises(NotAProposal, match=r"^Cette proposition est illisible"):
        Proposal.from_json(text)
