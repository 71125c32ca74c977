# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chooses what of a tree is drawn: level by level, one child of each parent in turn, until the screen is full."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from operator import attrgetter

from graph.mindmaps._fold import few
from graph.mindmaps._plan import Tree, TreePlan, Twig
from graph.mindmaps._types import MapRequest

# Children drawn under a node that somebody opened.
SHOWN_OPEN = 40
# A tree that takes less than this part of the screen is folded less, at any depth.
ROOMY, SHOWN_ROOMY, DEEP_ROOMY = 0.6, (20, 12, 9), 6


def choose(
    tree: Tree, plan: TreePlan, request: MapRequest, kept: Iterable[str], wanted: Iterable[str]
) -> dict[str, list[Twig]]:
    """What each node shows, by key, in order: what is kept, then what is wanted, however deep, then the rest."""
    if request.whole:
        return _all(tree[plan.root], request.limit)
    roomy = len(tree) <= request.limit * ROOMY
    root, kept = tree[plan.root], tuple(kept)
    must = _reached(root, request, _leading(tree, kept))
    led = _reached(root, request, _leading(tree, (*kept, *request.opened, *wanted)))
    first = led | _opened(tree, request, led)
    shown: dict[str, list[Twig]] = {}
    room, level = request.limit - 1, [root]
    must_wait, first_wait = len(must), len(first)
    while level:
        level.sort(key=lambda twig: twig.key not in first)
        takes = [_taken(_offered(twig, request), led, first, _most(twig, plan, request, roomy=roomy)) for twig in level]
        for turn in range(max(map(len, takes), default=0)):
            for twig, taken in zip(level, takes, strict=True):
                if turn >= len(taken):
                    continue
                key = taken[turn].key
                if room > (0 if key in must else must_wait if key in first else first_wait):
                    shown.setdefault(twig.key, []).append(taken[turn])
                    room, must_wait, first_wait = room - 1, must_wait - (key in must), first_wait - (key in first)
        for children in shown.values():
            children.sort(key=attrgetter("place"))
        level = [child for twig in level for child in shown.get(twig.key, ())]
    return shown


def _all(root: Twig, limit: int) -> dict[str, list[Twig]]:
    """Everything, level by level, until the limit."""
    shown: dict[str, list[Twig]] = {}
    room, level = limit - 1, [root]
    while level and room > 0:
        for twig in level:
            if twig.children and room > 0:
                shown[twig.key] = list(twig.children[:room])
                room -= len(shown[twig.key])
        level = [child for twig in level for child in shown.get(twig.key, ())]
    return shown


def _reached(root: Twig, request: MapRequest, wanted: set[str]) -> set[str]:
    """What is wanted below a thing and may be drawn there."""
    found: set[str] = set()
    waiting = [root]
    while waiting:
        children = [child for child in _offered(waiting.pop(), request) if child.key in wanted][:SHOWN_OPEN]
        found.update(child.key for child in children)
        waiting += children
    return found


def _opened(tree: Tree, request: MapRequest, led: set[str]) -> set[str]:
    """What hangs from what somebody opened: it is to be seen before what nobody asked for."""
    asked = (tree[key] for key in request.opened & led)
    return {child.key for twig in asked for child in _offered(twig, request)[:SHOWN_OPEN]}


def _leading(tree: Tree, wanted: Iterable[str]) -> set[str]:
    """These things and all those above them."""
    found: set[str] = set()
    for key in wanted:
        twig = tree.get(key)
        while twig is not None and twig.key not in found:
            found.add(twig.key)
            twig = twig.parent
    return found


def _most(twig: Twig, plan: TreePlan, request: MapRequest, *, roomy: bool) -> int:
    """How many children a twig shows, whatever the room."""
    if twig.key in request.opened:
        return SHOWN_OPEN
    if plan.shown is not None:
        return plan.shown
    caps, deep = (SHOWN_ROOMY, DEEP_ROOMY) if roomy else (plan.caps, 0)
    return caps[twig.depth] if twig.depth < len(caps) else deep


def _offered(twig: Twig, request: MapRequest) -> Sequence[Twig]:
    """The children to choose from: those that the screens before did not show, in the order to prefer them."""
    passed = request.passed.get(twig.key, 0)
    return twig.children[passed:] if passed < len(twig.children) else twig.children


def _taken(children: Sequence[Twig], led: set[str], first: set[str], most: int) -> Sequence[Twig]:
    """The children to show: what leads to what is wanted, what is wanted, then the others in order."""
    wanted = [child for child in children if child.key in first]
    if len(wanted) > SHOWN_OPEN:
        wanted = sorted(wanted, key=lambda child: child.key not in led)[:SHOWN_OPEN]
    if not wanted:
        return children[: few(len(children), most) if most else 0]
    others = [child for child in children if child.key not in first]
    left = max(0, most - len(wanted))
    return [*wanted, *others[: few(len(others), left) if left else 0]]
