# SPDX-License-Identifier: AGPL-3.0-or-later
"""The wall is the map around with what a room adds to it: read from eight metres, and cheap to ask for every second."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.layout.text import text_width
from graph.readings.wall import MOST_ADDED, MOST_BRANCHES, WallBranch, WallLeaf, WorkshopWall
from tests.instances import model
from tests.steps import steps
from tests.web.gated import entered
from tests.web.site.workshops.test_workshops import JSON, PAGE, acted, opened, sent, wall
from web.site.workshops.drawing import AROUND_SIZE, HEIGHT, LEAF, WIDTH, WallBox, drawn_wall

NAMES = ("La FUN", "Maison des associations de Tours", "Point information jeunesse du Pays de Nulle-Part-sur-Cher")
LABELS = ("Être visible", "S’équiper et se protéger", "Communiquer et échanger")


@pytest.fixture
def facilitator(app: Flask) -> FlaskClient:
    """Somebody who came in by a link for facilitators."""
    return entered(app, "facilitator")


def _branch(rank: int, added: int, around: int) -> WallBranch:
    own = model().kind("organisation")
    new = (WallLeaf(f"n{rank}-{n}", NAMES[n % 3], own, fresh=rank == 0 and n < 2) for n in range(added))
    there = (WallLeaf(f"o{rank}-{n}", f"{NAMES[n % 3]} {n}", own, there=True) for n in range(around))
    return WallBranch(f"b{rank}", LABELS[rank % 3], tuple(new), tuple(there), around + 40)


@pytest.mark.parametrize("shares", [(0,) * 5, (1,) * 5, (2, 2, 2, 1, 1), (8, 0, 0, 0, 0), (3, 5), (8,), (0,)], ids=str)
@pytest.mark.parametrize("around", [0, 3, 12])
def test_nothing_on_a_wall_lies_upon_another_nor_leaves_it(shares: tuple[int, ...], around: int) -> None:
    assert len(shares) <= MOST_BRANCHES
    assert sum(shares) <= MOST_ADDED
    branches = tuple(_branch(rank, added, around) for rank, added in enumerate(shares))
    drawn = drawn_wall(WorkshopWall(8, branches, ()), "Qui aide les associations avec le numérique ?", "à relire")
    names = [one for branch in drawn.branches for one in branch.around]
    boxes = [WallBox(one.x, one.y - 18, one.end - one.x, 36) for one in names]
    boxes += [leaf.box for branch in drawn.branches for leaf in branch.leaves]
    boxes += [leaf.pill for branch in drawn.branches for leaf in branch.leaves if leaf.pill]
    for branch in drawn.branches:
        if branch.more:
            x, y = branch.more_at
            boxes.append(WallBox(x, y - 18, text_width(f"+ {branch.more}", AROUND_SIZE), 36))
    for each in (boxes, [branch.box for branch in drawn.branches]):
        assert all(box.y >= -1 and box.y + box.height <= HEIGHT + 1 and box.x + box.width <= WIDTH + 1 for box in each)
        for one, two in combinations(each, 2):
            apart = one.x + one.width <= two.x or two.x + two.width <= one.x
            assert apart or one.y + one.height <= two.y or two.y + two.height <= one.y, (one, two)
    assert all(branch.box.x + branch.box.width < LEAF for branch in drawn.branches)
    assert sum(len(branch.leaves) for branch in drawn.branches) >= min(3, sum(shares))
    if around:
        told = [len(branch.leaves) + len(branch.around) + branch.more for branch in drawn.branches]
        whole = [added + around + 40 for added in shares]
        assert all(
            one in (all_of, len(branch.leaves)) for one, all_of, branch in zip(told, whole, drawn.branches, strict=True)
        )
        assert any(one.leaf.there for one in names), "the map around stays, however much is added"


def _around(facilitator: FlaskClient, number: int, branch: str = "") -> list[str]:
    text = facilitator.get(f"{PAGE}/{number}/mur").text
    text = next(part for part in text.split('<g id="b-') if branch in part) if branch else text
    return re.findall(r'<text class="wall-around(?: ours)?"[^>]*>([^<]+)<', text)


def test_the_map_around_is_there_before_anything_is_added_and_what_is_near_comes_first(
    app: Flask, facilitator: FlaskClient
) -> None:
    workshop = opened(app, facilitator, relire="apres")
    assert "Le premier ajout apparaîtra sur la carte" in wall(facilitator, workshop)
    assert "Fabrique Exemple" in _around(facilitator, workshop.number)
    assert "Nuage Exemple" in _around(facilitator, workshop.number), "who offers, rather than what"
    assert sent(app, workshop, "Zibeline", JSON, envoi="a-1", worksOn="website").json["state"] == "on-wall"
    assert _around(facilitator, workshop.number, "Être visible")[0] == "Bricole Exemple", "for the same need"
    text = facilitator.get(f"{PAGE}/{workshop.number}/mur").text
    assert re.search(r'<text class="wall-name"[^>]*>Zibeline<', text)
    assert "Zibeline" not in _around(facilitator, workshop.number)


def test_the_group_is_the_centre_and_its_members_come_first(app: Flask, facilitator: FlaskClient) -> None:
    workshop = opened(app, facilitator, groupe="Fabrique Exemple")
    text = facilitator.get(f"{PAGE}/{workshop.number}/mur").text
    core = re.search(r'<g id="core".*?</g>', text, re.DOTALL)
    assert core is not None
    assert "Fabrique" in core[0]
    assert "Fabrique Exemple" not in _around(facilitator, workshop.number), "once is enough"


@pytest.mark.parametrize("part", ["mur/vue", "arrivees"])
def test_a_beat_that_brings_nothing_reads_no_card(app: Flask, facilitator: FlaskClient, part: str) -> None:
    workshop = opened(app, facilitator)
    address = f"{PAGE}/{workshop.number}/{part}"
    for rank in range(10):
        sent(app, workshop, f"Zibeline {rank}", JSON, envoi=f"a-{rank}")
    first = facilitator.get(address)
    asked = {"If-None-Match": first.headers["ETag"]}
    assert facilitator.get(address, headers=asked).status_code == 304
    whole, beat = steps(lambda: facilitator.get(address)), steps(lambda: facilitator.get(address, headers=asked))
    assert beat < whole / 2, (beat, whole)
    for gesture in ("tard:1", "accepter:1", "refuser:2"):
        acted(facilitator, workshop, gesture)
        changed = facilitator.get(address, headers=asked)
        assert changed.status_code == 200
        asked = {"If-None-Match": changed.headers["ETag"]}
