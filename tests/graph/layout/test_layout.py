# SPDX-License-Identifier: AGPL-3.0-or-later
"""Places of labels: none touches another, all are large enough to read, whatever the tree."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from graph.layout import READABLE, WIDE_FRAME, WORKSHOP_FRAME, Frame, overlapping, place, readable
from graph.layout.looks import COUNT
from graph.layout.names import named
from graph.layout.text import WIDTHS, text_width, wrapped
from graph.mindmaps import MapEdge, MapRequest, MindMap, Node, Route, build
from graph.model import Model
from tests.conftest import dataset_of
from web.app.ecosystem import DATA
from web.app.fonts import widths

# The room for the map at 1366 x 768 and at 1920 x 1080, beside the panel.
LAPTOP, DESK = Frame(1062, 618), Frame(1576, 930)
FRAMES = [WIDE_FRAME, DESK, Frame(1560, 980, "radial"), Frame(1560, 980, "tree"), WORKSHOP_FRAME]
WORDS = ["réseau", "des", "acteurs", "ressources", "pour", "l’accompagnement", "numérique", "locales", "de"]


def label(chance: random.Random, longest: int) -> str:
    """French words up to a length in characters."""
    text = chance.choice(WORDS)
    while len(text) < chance.randint(6, longest):
        text = f"{text} {chance.choice(WORDS)}"
    return text[:longest]


def tree(sizes: list[list[int]], longest: int = 24, hidden: int = 0) -> MindMap:
    """A map whose branches have pills with that many leaves: `[[3, 2], [0]]` is three pills and five leaves."""
    chance = random.Random(7)
    nodes = [Node("c", "Réseaux de Touraine", "", 0, None, 0, 0)]

    def add(parent: Node, theme: int, kind: str) -> Node:
        number = len(nodes)
        folded = hidden if chance.random() < 0.3 else 0
        nodes.append(Node(f"n{number}", label(chance, longest), kind, parent.depth + 1, parent.iri, theme, folded))
        return nodes[-1]

    for theme, pills in enumerate(sizes):
        branch = add(nodes[0], theme, "network")
        for leaves in pills:
            pill = add(branch, theme, "organisation")
            for _ in range(leaves):
                add(pill, theme, "service")
    edges = tuple(MapEdge(node.iri, "p", str(node.parent), "") for node in nodes[1:])
    day = date(2021, 6, 1)
    return MindMap("essai", nodes[0].label, "c", day, (), tuple(nodes), edges, ())


def near(count: int) -> list[list[int]]:
    """Branches of uneven sizes with that many leaves in all."""
    sizes: list[list[int]] = []
    left = count
    for number in range(count):
        if left <= 0:
            break
        pills = [min(left, 1 + (number * 7 + index * 3) % 6) for index in range(1 + number % 5)]
        sizes.append(pills)
        left -= sum(pills)
    return sizes


TREES = {
    "one branch": tree([[]]),
    "one leaf": tree([[1]]),
    "two branches without leaves": tree([[], []]),
    "one pill in each of nine branches": tree([[0]] * 9),
    "twenty branches": tree([[]] * 20),
    "all on one side": tree([[12], [0], [0]]),
    "uneven": tree([[9, 0, 0, 1], [1], [6, 6, 6], [0], [2] * 9]),
    "folded everywhere": tree(near(40), hidden=12),
    "eighty characters": tree(near(30), longest=80),
    **{f"{count} leaves": tree(near(count)) for count in (2, 7, 20, 45, 60, 80, 100, 120)},
}


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: f"{frame.width}x{frame.height}{frame.form}")
@pytest.mark.parametrize("name", TREES)
def test_no_label_touches_another(name: str, frame: Frame) -> None:
    drawing = place(TREES[name], frame)
    touching = [(one.node.iri, two.node.iri) for one, two in overlapping(drawing.boxes)]
    assert touching == []


@pytest.mark.parametrize("name", TREES)
def test_everything_is_inside_the_drawing_and_nothing_is_lost(name: str) -> None:
    for frame in FRAMES:
        drawing = place(TREES[name], frame)
        area = drawing.bounds
        for x, y in (corner for box in drawing.boxes for corner in box.corners):
            assert area.left <= x <= area.left + area.width
            assert area.top <= y <= area.top + area.height
        assert [box.node for box in drawing.boxes] == list(TREES[name].nodes)
        assert [(line.s, line.o) for line in drawing.branches] == [(n.parent, n.iri) for n in TREES[name].nodes[1:]]


@pytest.mark.parametrize("name", TREES)
def test_what_would_be_too_small_to_read_is_folded_and_counted(name: str) -> None:
    whole = TREES[name]
    shown = readable(whole)
    drawing = place(shown, LAPTOP)
    assert drawing.smallest_text(LAPTOP) >= READABLE
    assert overlapping(drawing.boxes) == []
    for node in shown.nodes:
        below = [*shown.children.get(node.iri, ()), *range(node.hidden)]
        before = whole.by_iri[node.iri]
        assert len(below) == len(whole.children.get(node.iri, ())) + before.hidden
    if name in {"2 leaves", "7 leaves", "20 leaves"}:
        assert shown == whole


def test_what_somebody_opened_stays_whole() -> None:
    whole = TREES["120 leaves"]
    fullest = max(whole.children, key=lambda iri: (whole.by_iri[iri].depth == 2, len(whole.children[iri])))
    closed, opened = readable(whole), readable(replace(whole, opened=frozenset({fullest})))
    assert len(closed.children.get(fullest, ())) < len(whole.children[fullest])
    if fullest in opened.by_iri:
        assert opened.children[fullest] == whole.children[fullest]


VIEWS = ["reseaux", "reseau", "besoins", "outils", "territoire", "autour"]


@pytest.mark.parametrize("view", VIEWS)
def test_the_views_of_touraine_can_be_read_on_a_laptop(view: str, model: Model) -> None:
    touraine = dataset_of(*sorted(DATA.glob("to*/*.ttl")))
    mindmap = readable(build(MapRequest(touraine, model, view, date(2021, 4, 15))))
    drawing = place(mindmap)
    assert drawing.smallest_text(LAPTOP) >= 11.5
    assert drawing.smallest_text(DESK) >= 14
    assert overlapping(drawing.boxes) == []
    assert len(mindmap.nodes) > 15
    # The drawing has nearly the proportions of the screen, or what it lacks would not make it larger.
    assert 1.2 < drawing.bounds.width / drawing.bounds.height < 2.2


@pytest.mark.parametrize("view", VIEWS)
def test_the_rings_of_touraine_can_be_read_on_a_large_screen(view: str, model: Model) -> None:
    touraine = dataset_of(*sorted(DATA.glob("to*/*.ttl")))
    frame = replace(WIDE_FRAME, form="radial")
    mindmap = readable(build(MapRequest(touraine, model, view, date(2021, 4, 15))), frame)
    drawing = place(mindmap, frame)
    assert drawing.form == "radial"
    assert drawing.smallest_text(DESK) >= 12
    assert overlapping(drawing.boxes) == []


def test_no_text_is_upside_down_and_the_first_branch_is_on_top() -> None:
    drawing = place(TREES["80 leaves"], Frame(1560, 980, "radial"))
    assert drawing.form == "radial"
    assert all(-90 <= box.angle <= 90 for box in drawing.boxes)
    first = next(box for box in drawing.boxes if box.role == "theme")
    assert first.y < 0
    assert abs(first.x) < abs(first.y)
    assert len(drawing.sectors) == len(TREES["80 leaves"].children["c"])


def test_few_ends_make_a_tree_and_many_a_ring() -> None:
    assert place(tree([[3, 3], [2, 2]])).form == "tree"
    full = tree([[5] * 4] * 7, longest=14)
    assert place(full).form == "radial"


BRANCH = 70  # children of one branch: more than any screen shows


def test_a_branch_too_large_for_the_screen_shows_what_can_be_read() -> None:
    whole = tree([[2], [0] * BRANCH, [3, 1]])
    large = whole.children["c"][1]
    for frame in (WIDE_FRAME, WORKSHOP_FRAME, replace(WIDE_FRAME, form="radial")):
        shown = readable(replace(whole, opened=frozenset({large.iri})), frame)
        drawing = place(shown, frame)
        assert drawing.smallest_text(frame) >= (frame.round_least if frame.form else frame.least)
        assert overlapping(drawing.boxes) == []
        own = shown.by_iri[large.iri]
        assert own.opened
        assert len(shown.children[large.iri]) + own.hidden == BRANCH
        assert own.hidden > 0


def test_what_is_asked_for_is_drawn_before_the_rest() -> None:
    whole = TREES["120 leaves"]
    shown = readable(whole).by_iri
    last = next(node for node in reversed(whole.nodes) if node.iri not in shown)
    assert last.iri in readable(replace(whole, opened=frozenset({last.iri}))).by_iri


def test_the_lit_route_is_drawn_whole_however_deep_it_goes() -> None:
    whole = tree([[6] * 4] * 6)
    nodes, parent = list(whole.nodes), whole.nodes[-1]
    for step in range(5):
        parent = Node(f"s{step}", f"Étape numéro {step}", "service", parent.depth + 1, parent.iri, parent.theme, 0)
        nodes += [parent, replace(parent, iri=f"b{step}", label=f"À côté de l’étape numéro {step}")]
    edges = tuple(MapEdge(node.iri, "p", str(node.parent), "") for node in nodes[1:])
    deep = replace(whole, nodes=tuple(nodes), edges=edges)
    lit = [parent.iri]
    while (above := deep.by_iri[lit[-1]].parent) is not None:
        lit.append(above)
    lit.reverse()
    route = Route(tuple(lit), tuple(MapEdge(one, "p", two, "") for one, two in pairwise(lit)), 7.0)
    opened = frozenset({nodes[1].iri})
    for frame in (WIDE_FRAME, Frame(1560, 980, "tree")):
        for asked in (deep, replace(deep, opened=opened)):
            shown = readable(replace(asked, route=route), frame)
            assert set(lit) <= shown.by_iri.keys()
            assert len(shown.nodes) < len(deep.nodes)


def test_both_sides_have_branches_where_there_are_enough() -> None:
    drawing = place(readable(tree([[4, 2]] * 8, longest=60)))
    sides = [box.x > 0 for box in drawing.boxes if box.role == "theme"]
    assert 2 <= sum(sides) <= 6


def test_the_room_of_a_screen_is_used() -> None:
    for name in ("uneven", "45 leaves", "all on one side"):
        drawing = place(TREES[name])
        scale = drawing.scale(WIDE_FRAME)
        used = max(drawing.bounds.width * scale / WIDE_FRAME.width, drawing.bounds.height * scale / WIDE_FRAME.height)
        assert used > 0.97, name


def test_an_empty_branch_says_so_in_its_box() -> None:
    whole = tree([[2], []])
    empty = replace(whole.children["c"][1], empty=True)
    nodes = tuple(empty if node.iri == empty.iri else node for node in whole.nodes)
    told = place(replace(whole, nodes=nodes), note="personne de connu").by_iri[empty.iri]
    silent = place(replace(whole, nodes=nodes)).by_iri[empty.iri]
    assert (told.note, silent.note) == ("personne de connu", "")
    assert told.area.height > silent.area.height
    assert text_width(told.note, 21) < told.area.width


def test_changes_are_arrows_that_stop_before_what_they_show() -> None:
    whole = tree([[2, 1], [3]])
    one, two = (whole.children[branch.iri][0].iri for branch in whole.children["c"])
    changed = replace(whole, cross_links=(MapEdge(one, "p", two, "devient", kind="change"),))
    for form in ("tree", "radial"):
        drawing = place(changed, replace(WIDE_FRAME, form=form))
        (arrow,) = drawing.cross_links
        assert arrow.head.startswith("M")
        x, y = map(float, arrow.head[1:].split("L")[0].split())
        box = drawing.by_iri[two]
        turn = math.radians(-box.angle)
        dx, dy = x - box.x, y - box.y
        across, along = dx * math.cos(turn) - dy * math.sin(turn), dx * math.sin(turn) + dy * math.cos(turn)
        area = box.area
        inside = area.left < across < area.left + area.width and area.top < along < area.top + area.height
        assert not inside


def test_a_way_follows_the_lines_of_the_map_and_makes_those_it_lacks() -> None:
    whole = tree([[2], [3]])
    first, second = whole.children["c"]
    leaf = whole.children[whole.children[first.iri][0].iri][0]
    nodes = (leaf.iri, str(leaf.parent), second.iri)
    edges = tuple(MapEdge(one, "p", two, "") for one, two in pairwise(nodes))
    drawing = place(replace(whole, route=Route(nodes, edges, 2.0)))
    assert [(line.s, line.o) for line in drawing.way] == list(pairwise(nodes))
    branch = next(line for line in drawing.branches if line.o == leaf.iri)
    assert drawing.way[0].path == branch.path
    assert drawing.way[1].path not in {line.path for line in drawing.branches}
    assert all(line.width > branch.width for line in drawing.way)


def test_long_words_are_kept_whole_and_long_texts_are_cut_short() -> None:
    assert wrapped("Interconnaissance entre institutions", 8.9, True) == ("Interconnaissance", "entre institutions")
    assert wrapped("x" * 200, 10)[-1].endswith("…")
    assert len(wrapped(" ".join(["accompagnement"] * 30), 10)) == 3
    assert wrapped("", 10) == ("",)


def test_the_table_of_widths_is_that_of_the_font() -> None:
    assert json.loads(Path(WIDTHS).read_text(encoding="utf-8")) == widths()
    assert text_width("Touraine", 20) < text_width("Touraine", 20, bold=True) < 110


def test_long_names_of_branches_take_few_lines_where_there_is_room_beside_them() -> None:
    names = [f"Communauté de communes du Val de la Grande Rivière {n}" for n in range(13)]
    nodes = [Node("c", "Territoire", "", 0, None, 0, 0)]
    nodes += [Node(f"n{n}", name, "", 1, "c", n, 5) for n, name in enumerate(names)]
    edges = tuple(MapEdge(node.iri, "p", "c", "") for node in nodes[1:])
    mindmap = MindMap("essai", "Territoire", "c", date(2021, 6, 1), (), tuple(nodes), edges, ())
    drawing = place(mindmap, WORKSHOP_FRAME)
    assert max(len(box.lines) for box in drawing.boxes[1:]) <= 3
    assert drawing.smallest_text(WORKSHOP_FRAME) >= WORKSHOP_FRAME.least
    # The badge of what a branch hides stays inside the drawing, with its margin.
    right = drawing.bounds.left + drawing.bounds.width
    assert all(box.x + box.badge[0] + box.badge_half < right for box in drawing.boxes[1:])
    # What is of no kind leaves no room for the shape of one, even beside what is of two.
    kinds = {1: "network", 2: "organisation"}
    mixed = tuple(replace(node, kind=kinds.get(rank, "")) for rank, node in enumerate(nodes))
    marks = [box.mark_x for box in place(replace(mindmap, nodes=mixed), DESK).boxes[1:]]
    assert [mark is not None for mark in marks] == [True, True, *[False] * 11]


@pytest.mark.parametrize(("frame", "leaves"), [(LAPTOP, [1, 2, 1]), (Frame(1560, 980, "tree"), [2, 2, 2, 2])])
def test_how_many_relations_a_line_stands_for_leaves_badges_readable(frame: Frame, leaves: list[int]) -> None:
    drawing = place(tree([leaves] * 6, longest=40, hidden=4), frame)
    several = [replace(line, also=(line.edge,)) for line in drawing.branches]
    numbers = [line.counted for line in named(several, drawing.boxes, drawing.form, all_of_them=False) if line.counted]
    badges = [(box.at(*box.badge), box.badge_half) for box in drawing.boxes if box.badge_half]
    assert len(numbers) == len(several)
    assert badges
    # The disc of the number may pass over the rim of a badge, never reach its signs.
    for x, y in numbers:
        assert all(abs(x - bx) >= half * 0.7 + COUNT * 0.4 or abs(y - by) >= COUNT for (bx, by), half in badges)
