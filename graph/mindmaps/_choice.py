# SPDX-License-Identifier: AGPL-3.0-or-later
"""Chooses what of a tree is drawn: level by level, one child of each parent in turn, until the screen is full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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
    room, shown, level = ScreenRoom(request.limit - 1, must, first), dict[str, list[Twig]](), [root]
    while level:
        room.freed()
        level.sort(key=lambda twig: twig.key not in first)
        # What somebody opened is there whole, before the rest takes the room.
        for asked in (True, False):
            those = [twig for twig in level if (twig.key in request.opened) is asked]
            takes = [_taken(_offered(it, request), led, first, _most(it, plan, request, roomy=roomy)) for it in those]
            for twig, one in _by_turns(those, takes):
                if room.takes(one.key, followed=_followed(one, plan)):
                    shown.setdefault(twig.key, []).append(one)
        for children in shown.values():
            children.sort(key=attrgetter("place"))
        level = [child for twig in level for child in shown.get(twig.key, ())]
    return shown


def _by_turns(level: list[Twig], takes: list[Sequence[Twig]]) -> Iterator[tuple[Twig, Twig]]:
    """The first child of each, then the second ones …, each after its parent."""
    for turn in range(max(map(len, takes), default=0)):
        for twig, taken in zip(level, takes, strict=True):
            if turn < len(taken):
                yield twig, taken[turn]


class ScreenRoom:
    """How many things a screen still takes: some must be there, some had better be."""

    def __init__(self, left: int, must: set[str], first: set[str]) -> None:
        self.left, self.held = left, 0
        self.must, self.first = must, first
        self.must_wait, self.first_wait = len(must), len(first)

    def freed(self) -> None:
        """What was held back for those which follow the ones of the level before is theirs."""
        self.left, self.held = self.left + self.held, 0

    def takes(self, key: str, *, followed: bool) -> bool:
        """Whether there is room for one more, with what follows it."""
        must, first = key in self.must, key in self.first
        if self.left <= (0 if must else self.must_wait if first else self.first_wait):
            return False
        self.left, self.held = self.left - 1 - followed, self.held + followed
        self.must_wait, self.first_wait = self.must_wait - must, self.first_wait - first
        return True


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


def _followed(twig: Twig, plan: TreePlan) -> bool:
    """Whether what a twig far out is nothing without (who offers a service, who runs a place) comes with it."""
    return 3 <= twig.depth < len(plan.caps) and bool(twig.children)


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
