# SPDX-License-Identifier: AGPL-3.0-or-later
"""Workshops are kept with what came in them, once each; first names go with their end, and come back with no backup."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from graph import clock
from graph.backup.making import write_backup
from graph.backup.restoring import restore_backup
from graph.erasure.erasing import erase
from graph.erasure.finding import find
from graph.erasure.wanted import wanted
from graph.errors import Conflict, InvalidInput, UnknownThing
from graph.workshops.store import LONGEST, WorkshopOver, Workshops
from graph.workshops.workshop import SIGNS, WorkshopAddition, WorkshopAim
from tests.instances import BARE, BASE, DAY, model, opened, settings_in, write

AIM = WorkshopAim("Qui aide les associations ?", f"{BASE}/id/network/weavers", ("actor", "service"))
CANARY = "zorglub"


def _kept(folder: Path) -> Workshops:
    return Workshops(settings_in(folder).database_url, BASE)


@pytest.fixture
def workshops(tmp_path: Path) -> Iterator[Workshops]:
    """Where they are kept, on a day."""
    clock.hold(DAY)
    with closing(_kept(tmp_path)) as found:
        yield found


@pytest.mark.usefixtures("database")
def test_what_comes_counts_once_until_the_end_which_forgets_names(workshops: Workshops) -> None:
    made, other = workshops.begin(AIM, "compte n° 3", 14), workshops.begin(AIM, "invitation 2", 14)
    assert (made.number, other.number, made.code == other.code) == (1, 2, False)
    assert set(made.code) <= set(SIGNS)
    assert workshops.of_code(f" {made.code[:2].lower()}-{made.code[2:]} ") == made == workshops.find(1)
    assert BASE not in str(workshops.rows()["workshops"][0])

    first = workshops.take(1, WorkshopAddition("a-1", 7, "phone", "  Table   3 "))
    assert (first.place, first.name, workshops.take(1, WorkshopAddition("a-1", 9, "phone"))) == (1, "Table 3", first)
    workshops.take(1, WorkshopAddition("a-2", 8, "other"))
    assert [one.contribution for one in workshops.additions(made.uid)] == [7, 8]
    assert (workshops.holding(8), workshops.holding(9)) == ((made,), ())
    for wrong in (WorkshopAddition("", 7), WorkshopAddition("a 1", 7), WorkshopAddition("a" * 80, 7)):
        with pytest.raises(InvalidInput):
            workshops.take(1, wrong)

    workshops.settle(1, replace(AIM, shut=True, greyed=True))
    with pytest.raises(WorkshopOver, match="fermé la porte"):
        workshops.take(1, WorkshopAddition("a-3", 9))
    assert workshops.take(1, WorkshopAddition("a-1", 7)) == first, "what had come is told so, whatever the door"
    ended = workshops.end(1)
    assert (ended.is_open, [one.name + one.telephone for one in workshops.additions(made.uid)]) == (False, ["", ""])
    with pytest.raises(Conflict):
        workshops.end(1)
    with pytest.raises(Conflict):
        workshops.settle(1, AIM)


def test_what_is_missing_or_unknown_is_told(workshops: Workshops) -> None:
    for aim, field in ((replace(AIM, title=" "), "titre"), (replace(AIM, kinds=()), "quoi")):
        with pytest.raises(InvalidInput) as caught:
            workshops.begin(aim, "compte n° 3", 1)
        assert caught.value.field == field
    with pytest.raises(UnknownThing):
        workshops.find(4)
    with pytest.raises(UnknownThing):
        workshops.of_code("K7M2")
    assert workshops.of_uid("0" * 32) is None


def test_nobody_closed_it_and_it_is_closed(workshops: Workshops) -> None:
    made = workshops.begin(AIM, "compte n° 3", 14)
    assert [workshops.end_old(made.opened + more, dry=True) for more in (LONGEST - 1, LONGEST)] == [0, 1]
    assert (workshops.end_old(made.opened + LONGEST), workshops.find(1).is_open) == (1, False)


def test_what_is_erased_leaves_workshops_and_their_backups(tmp_path: Path) -> None:
    clock.hold(DAY)
    folder, saved = tmp_path / "instance", tmp_path / "saved.tar.gz"
    folder.mkdir()
    settings = settings_in(folder)
    with closing(opened(folder, ontology=BARE)) as repository:
        repository.load([write(tmp_path)], "essais")
    with closing(_kept(folder)) as kept:
        kept.begin(replace(AIM, title=f"Chez {CANARY}"), "compte n° 3", 1)
        kept.take(1, WorkshopAddition("a-1", 7, "phone", CANARY))
    write_backup(settings, saved)
    with closing(opened(folder, on_disk=False, ontology=BARE)):
        finds = find(settings, model(), wanted([CANARY], BASE), lambda _: False)
    assert finds.parts["workshops"] == 2
    erase(settings, finds, "essais")
    assert not any(CANARY.encode() in one.read_bytes().lower() for one in folder.rglob("*") if one.is_file())
    restore_backup(settings, saved, force=True)
    with closing(_kept(folder)) as kept:
        back = kept.find(1)
        assert (back.aim, [one.name for one in kept.additions(back.uid)]) == (replace(AIM, title=""), [""])
