# SPDX-License-Identifier: AGPL-3.0-or-later
"""A workshop goes from a room to its site by one file: once, things under one IRI, and nothing of who was there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from graph.contributions.desk import ContributionDesk
from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.risk import FOLLOWS, FROM_ROOM, KEPT_IN_ROOM, RENAMES
from graph.contributions.sender import Sender
from graph.contributions.store import Contributions
from graph.errors import Conflict, InvalidInput, TisserandError, TooLarge
from graph.namespaces import FOAF, SKOS
from graph.rdf.dataset import text_literal
from graph.settings import ROOT
from graph.travelling import workshop_file
from graph.travelling.bringing import BroughtWorkshop, bring
from graph.travelling.carrying import carried
from graph.travelling.workshop_file import CarriedWorkshop
from graph.workshops.store import Workshops
from graph.workshops.workshop import Workshop, WorkshopAddition, WorkshopAim
from tests.instances import BARE, BASE, ID, model, opened, settings_in, write

NAMES = ("zeste", "moulin-neuf")
PAGES = ("https://un.example.org/", "https://deux.example.org/")


@dataclass
class Held:
    """An instance where workshops are held or brought."""

    desk: ContributionDesk
    workshops: Workshops

    def take(self, workshop: Workshop, *proposals: Proposal) -> list[int]:
        """What telephones sent, in order."""
        numbers = []
        for one in proposals:
            number = self.desk.kept.add(one, Sender())
            token = f"t{len(self.workshops.additions(workshop.uid))}"
            self.workshops.take(workshop.number, WorkshopAddition(token, number, "telephone-1", "Zoé-Prénom"))
            numbers.append(number)
        return numbers

    def accept(self, number: int) -> None:
        """Accepts a contribution as it is."""
        proposal = self.desk.kept.find(number).proposal
        assert proposal is not None
        self.desk.accept(number, proposal, "modération")

    def bring(self, content: bytes) -> BroughtWorkshop:
        """What a file brings here."""
        full = self.desk.repository.full
        return bring(CarriedWorkshop.from_json(content, BASE, model()), self.workshops, self.desk.kept, full)

    def written(self, workshop: Workshop) -> bytes:
        """The file of a workshop."""
        additions = self.workshops.additions(workshop.uid)
        return carried(workshop, additions, self.desk.kept, self.desk.repository).to_json(BASE)


def held(folder: Path) -> Iterator[Held]:
    folder.mkdir()
    url = settings_in(folder).database_url
    with (
        closing(opened(folder, on_disk=False, ontology=BARE)) as repository,
        closing(Contributions(url, BASE)) as kept,
        closing(Workshops(url, BASE)) as workshops,
    ):
        repository.load([write(folder)], "essais")
        yield Held(ContributionDesk(kept, repository), workshops)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Held]:
    """The laptop of a room."""
    yield from held(tmp_path / "room")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Held]:
    """The site that everybody uses."""
    yield from held(tmp_path / "site")


def new(slug: str, page: str = PAGES[0]) -> Proposal:
    """An organisation that nobody knew."""
    name = ProposedField(SKOS.prefLabel, (), (text_literal(slug, "fr"),))
    fields = (name, ProposedField(FOAF.homepage, (), (page,)))
    return Proposal("organisation", f"{ID}organisation/{slug}", True, fields, page="/atelier", seen_at=7)


def renamed(slug: str, before: str, after: str) -> Proposal:
    """Another name for an organisation."""
    field = ProposedField(SKOS.prefLabel, (text_literal(before, "fr"),), (text_literal(after, "fr"),))
    return Proposal("organisation", f"{ID}organisation/{slug}", False, (field,))


def begun(room: Held) -> Workshop:
    """A workshop in the room."""
    return room.workshops.begin(WorkshopAim("Qui aide ?", "La Ronde", ("organisation",)), "compte n° 1", 1)


def test_each_proposal_waits_once_and_those_of_one_card_meet(room: Held, site: Held) -> None:
    workshop = begun(room)
    first, _, refused = room.take(workshop, new("zeste"), new("moulin-neuf", PAGES[1]), new("pub"))
    room.accept(first)
    room.desk.refuse(refused, "animation", "De la publicité.")
    room.take(workshop, renamed("zeste", "zeste", "Le Zeste"), new("zeste", PAGES[1]))
    assert room.desk.kept.find(first).change
    content = room.written(room.workshops.end(workshop.number))
    assert b"Pr\xc3\xa9nom" not in content
    assert b"telephone-1" not in content
    assert b"pub" not in content
    jsonschema.validate(json.loads(content), json.loads((ROOT / "docs" / "workshop-file.schema.json").read_text()))
    # Meanwhile somebody else of that name came to the site.
    site.accept(site.desk.kept.add(new("zeste", "https://autre.example.org/"), Sender()))
    brought = site.bring(content)
    assert (brought.new, brought.known, brought.refused) == (4, 0, 0)
    again = site.bring(content)
    assert (again.new, again.known, again.number) == (0, 4, brought.number)
    kept, neuf, correction, other = (one for one in site.desk.kept.open())
    assert [one.signs for one in (kept, neuf, correction, other)] == [
        (KEPT_IN_ROOM,), (FROM_ROOM,), (RENAMES, FROM_ROOM, FOLLOWS), (FROM_ROOM,)
    ]  # fmt: skip
    assert [one.risk for one in (kept, neuf, other)] == [0, 0, 0]
    assert [one.title for one in (found.aim for found in site.workshops.holding(correction.number))] == ["Qui aide ?"]
    with pytest.raises(TisserandError):
        site.accept(correction.number)
    for one in (kept, correction, other):
        site.accept(one.number)
    full = site.desk.repository.full
    pages = {full.label(iri): [*full.values(iri, FOAF.homepage)] for iri in full.subjects(FOAF.homepage, PAGES[0])}
    assert pages == {"Le Zeste": [PAGES[0]]}
    assert full.label(f"{ID}organisation/zeste") == "zeste"
    (second,) = (iri for iri in full.subjects(FOAF.homepage, PAGES[1]))
    assert full.label(second) == "zeste"


def test_what_was_undone_in_the_room_stays_there_and_what_was_joined_goes_to_the_known_card(
    room: Held, site: Held
) -> None:
    workshop = begun(room)
    gone, joined = room.take(workshop, new("zeste"), new("moulin-neuf", PAGES[1]))
    room.accept(gone)
    room.desk.repository.undo(room.desk.kept.find(gone).change, "animation")
    proposal = room.desk.kept.find(joined).proposal
    assert proposal is not None
    known = replace(proposal, subject=f"{ID}organisation/mill", is_new=False, fields=proposal.fields[1:])
    room.desk.accept(joined, known, "animation")
    file = json.loads(room.written(workshop))
    (only,) = file["additions"]
    assert (only["place"], only["kept"], only["proposal"]["is_new"]) == (2, True, False)
    assert only["proposal"]["subject"] == "base:id/organisation/mill"
    assert site.bring(json.dumps(file).encode()).new == 1
    with pytest.raises(Conflict, match="ce site même"):
        room.bring(json.dumps(file).encode())


def changed(document: dict[str, Any], **values: object) -> bytes:
    return json.dumps({**document, **values}).encode()


def test_another_file_is_refused_in_a_sentence_and_nothing_enters(
    room: Held, site: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    workshop = begun(room)
    room.take(workshop, new("zeste"))
    good = json.loads(room.written(workshop))
    (addition,) = good["additions"]
    twice = [addition, addition]
    strange = [
        {**addition, "proposal": {**addition["proposal"], **wrong}}
        for wrong in (
            {"kind": "nothing"}, {"subject": "https://evil.example/x"}, {"page": "/x"}, {"comment": "x" * 9_999},
            {"fields": [{"property": "https://evil.example/p", "before": [], "after": []}]},
            {"fields": [{"property": FOAF.homepage, "before": [], "after": [{"iri": "pas une adresse"}]}]},
        )
    ]  # fmt: skip
    bad = [
        b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000, b"1" * 10_000, b'{"format": "tisserand-workshop"}',
        changed(good, format="autre"), changed(good, uid="../x"), changed(good, uid=7), changed(good, additions={}),
        changed(good, additions=twice), changed(good, opened="hier"), changed(good, title="x" * 200),
        changed(good, title="\ud800"), changed(good, version=0), changed(good, version="1"),
        *(changed(good, additions=[one]) for one in strange),
    ]  # fmt: skip
    for content in bad:
        with pytest.raises(InvalidInput, match="Ce n’est pas le fichier d’un atelier"):
            site.bring(content)
    with pytest.raises(InvalidInput, match="version plus récente"):
        site.bring(changed(good, version=2))
    with pytest.raises(InvalidInput, match="vient de l’annuaire https://ailleurs"):
        site.bring(changed(good, base="https://ailleurs.example.org"))
    monkeypatch.setattr(workshop_file, "MOST_BYTES", 100)
    with pytest.raises(TooLarge, match="trop gros"):
        site.bring(json.dumps(good).encode())
    assert not site.desk.kept.open()
    assert not site.workshops.all()
