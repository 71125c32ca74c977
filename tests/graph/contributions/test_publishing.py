# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is accepted becomes facts of the day's source, in one change that is undone at once; a broken rule is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import Literal

from graph import clock
from graph.contributions.desk import ContributionDesk
from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.publishing import chosen, difference, publish
from graph.contributions.sender import Sender
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.identity.merges import MergeDesk
from graph.namespaces import FOAF, ORG, SCHEMA, SKOS
from graph.storage.repository import Repository
from tests.graph.contributions.proposals import (
    HOMEPAGE,
    MILL,
    ROUND,
    asked,
    correction,
    elsewhere,
    french,
    membership,
    newcomer,
    store,
)
from tests.instances import DAY, ID, model, opened, write

AUTHOR, NEW = "modération, invitation 3", "https://moulin.example.org/"
SOURCE = f"{ID}source/moderation-{DAY}"


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[Repository]:
    """A small town."""
    clock.hold(DAY)
    found = opened(tmp_path, on_disk=False)
    found.load([write(tmp_path)], "essais")
    yield found
    found.close()


def test_a_correction_takes_the_place_of_what_was_said_and_is_undone(repository: Repository) -> None:
    change = publish(repository, correction(), AUTHOR, 214)
    assert repository.full.values(MILL, FOAF.homepage) == [NEW]
    assert [fact.source for fact in repository.full.facts(MILL, FOAF.homepage)] == [SOURCE]
    assert (change.header.author, change.header.summary) == (AUTHOR, "Contribution n° 214 acceptée : Le Moulin")
    assert repository.public.values(MILL, FOAF.homepage) == [NEW]
    with pytest.raises(Conflict, match="déjà cela"):
        publish(repository, correction(), AUTHOR)
    repository.undo(change.number, AUTHOR)
    assert repository.full.values(MILL, FOAF.homepage) == [HOMEPAGE]


def test_what_is_made_on_the_way_comes_with_it_and_two_of_one_name_stay_two(repository: Repository) -> None:
    publish(repository, newcomer("D’autres tisserands"), AUTHOR)
    publish(repository, membership(), AUTHOR)
    made = f"{ID}organisation/weavers-2"
    assert repository.full.label(made) == "Les Tisserands"
    assert repository.full.links(f"{ID}membership/weavers-round", ORG.member) == [made]


def test_what_was_published_and_not_noted_is_published_once(repository: Repository, tmp_path: Path) -> None:
    """As where a process ends between the change and the note of it."""
    with store(tmp_path) as kept:
        desk, number = ContributionDesk(kept, repository), kept.add(newcomer(), Sender())
        change = publish(repository, newcomer(), AUTHOR, number)
        with pytest.raises(Conflict, match="déjà en ligne"):
            desk.refuse(number, AUTHOR, "Inconnue.")
        accepted = desk.accept(number, newcomer(), AUTHOR)
        assert accepted is not None
        assert (accepted.number, kept.find(number).change) == (change.number, change.number)
        assert f"{newcomer().subject}-2" not in repository.full
        repository.undo(change.number, AUTHOR)  # elsewhere, or before the note that it waits again
        desk.take_back(AUTHOR)
        assert kept.find(number).is_open
        again = desk.accept(number, newcomer(), AUTHOR)
        assert again is not None
        assert again.number > change.number


@pytest.mark.parametrize(
    ("proposal", "error", "told"),
    [
        pytest.param(
            Proposal("organisation", f"{ID}organisation/gone", False, correction().fields), UnknownThing, "n’est plus",
            id="a card that has gone",
        ),
        pytest.param(Proposal("network", MILL, False, ()), InvalidInput, "autre nature", id="another kind"),
        pytest.param(Proposal("organisation", ROUND, True, ()), InvalidInput, "autre nature", id="a name of another"),
        pytest.param(Proposal("nothing", MILL, False, ()), InvalidInput, "autre nature", id="no kind"),
        pytest.param(correction(asked(ORG.member, None, ROUND)), InvalidInput, "ne se remplit pas", id="no field"),
        pytest.param(correction(asked(SKOS.prefLabel, french("Le Moulin"), None)), InvalidInput, "nom", id="no name"),
        pytest.param(correction(elsewhere("00000")), InvalidInput, ".", id="a place that is none"),
        pytest.param(
            correction(asked(FOAF.homepage, None, "javascript:alert(1)")), InvalidInput, ".", id="a dangerous address"
        ),
    ],
)  # fmt: skip
def test_what_breaks_a_rule_changes_nothing(
    repository: Repository, proposal: Proposal, error: type[Exception], told: str
) -> None:
    number = repository.number
    with pytest.raises(error, match=told):
        publish(repository, proposal, AUTHOR)
    assert repository.number == number


def test_a_merged_card_is_corrected_where_it_is_read(repository: Repository) -> None:
    publish(repository, newcomer(), AUTHOR)
    MergeDesk(repository, model()).merge(f"{ID}organisation/weavers", MILL, AUTHOR)
    publish(repository, correction(), AUTHOR)
    assert repository.full.values(f"{ID}organisation/weavers", FOAF.homepage) == [NEW]


def test_a_conflict_is_seen_and_what_others_said_of_many_values_stays() -> None:
    a, b, c = (f"https://{letter}.example/" for letter in "abc")
    single = difference(ProposedField(FOAF.homepage, (a,), (b,)), [c], single=True)
    assert (single.conflicts, single.removed, single.after) == (True, {c}, (b,))
    several = difference(ProposedField(SCHEMA.url, (a,), (a, b)), [a, c])
    assert (several.conflicts, several.removed, several.after) == (True, frozenset(), (a, b, c))
    assert not difference(ProposedField(FOAF.homepage, (a,), (b,)), [b], single=True)
    texts = difference(
        ProposedField(SKOS.prefLabel, (french("Un"),), (french("Deux"),)), [french("Trois")], single=True
    )
    assert texts.after == (french("Deux"),)


def test_what_is_said_in_another_language_is_no_conflict_and_stays() -> None:
    english = Literal("One", language="en")
    renamed = ProposedField(SKOS.prefLabel, (french("Un"),), (french("Deux"),))
    found = difference(renamed, [french("Un"), english], single=True)
    assert (found.conflicts, set(found.after)) == (False, {french("Deux"), english})
    assert difference(renamed, [french("Trois"), english], single=True).conflicts
    first = difference(ProposedField(SKOS.prefLabel, (), (french("Deux"),)), [english], single=True)
    assert (first.conflicts, set(first.after)) == (False, {french("Deux"), english})


def test_is_taken_field_by_field_and_written_otherwise(repository: Repository) -> None:
    proposal = correction(*correction().fields, asked(SKOS.prefLabel, french("Le Moulin"), french("LE MOULIN !!!")))
    part = chosen(proposal, {FOAF.homepage: None, SKOS.prefLabel: (french("Le Moulin de Chinon"),)})
    publish(repository, part, AUTHOR)
    assert repository.full.label(MILL) == "Le Moulin de Chinon"
    assert repository.full.values(MILL, FOAF.homepage) == [HOMEPAGE]
    assert chosen(membership(), {ORG.member: None}).others == ()
