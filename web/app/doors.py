# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the pages between professionals lead to: each says beside its view under which name, and whom it serves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from flask import Flask, current_app

from graph.text.wording import Label
from web.app.rights import duty_of
from web.app.sessions import session

Marked = TypeVar("Marked")
REVIEW, BRING, FACILITATE, OWN = Label("Modérer"), Label("Apporter"), Label("Animer"), Label("Vous")
GROUPS = (REVIEW, BRING, FACILITATE, OWN)


@dataclass(frozen=True)
class InnerDoor:
    """A page that the bar leads to: in which group, at which place of it, under which name."""

    group: Label
    order: int
    name: Label


def led_to(group: Label, order: int, name: Label) -> Callable[[Marked], Marked]:
    """Has the bar lead to a view, for those who may ask for it."""

    def mark(view: Marked) -> Marked:
        view.door = InnerDoor(group, order, name)  # type: ignore[attr-defined]
        return view

    return mark


def register(app: Flask) -> None:
    """Gives templates the doors of whoever asks."""
    app.jinja_env.globals["doors"] = doors


def doors() -> list[tuple[Label, list[tuple[str, Label]]]]:
    """The endpoints that are open to whoever asks, with their names, by group."""
    found, open_ones = session(), defaultdict[Label, list[tuple[int, str, Label]]](list)
    for endpoint, view in current_app.view_functions.items():
        door = getattr(view, "door", None)
        duty = duty_of(current_app, endpoint)
        if isinstance(door, InnerDoor) and duty is not None and duty.opens_to(found):
            open_ones[door.group].append((door.order, endpoint, door.name))
    return [
        (group, [(endpoint, name) for _, endpoint, name in sorted(open_ones[group], key=lambda item: item[:2])])
        for group in GROUPS
        if open_ones[group]
    ]
