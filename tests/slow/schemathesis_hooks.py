# SPDX-License-Identifier: AGPL-3.0-or-later
"""What OpenAPI 3.1 cannot say of a valid request: that one of several parameters is there, and which names exist.

Only requests meant to be valid are completed, just before they are sent; whatever else is sent as it was made.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen

import schemathesis

WISHES = ("need", "tool", "question")
KNOWN = {
    "/referrals": {"commune": ("Chinon", "37261", "commune-37132", "Le Petit-Pressigny", "Orléans", "")},
    "/coverage": {
        "territory": ("37", "Indre-et-Loire", ""),
        "theme": ("learn", "equip", "Communiquer et échanger", ""),
        "epci": ("243700754", "200043081", ""),
    },
    "/crossing": {
        "area": ("37", "Indre-et-Loire", "Chinon", ""),
        "kind": ("organisation", "acteurs", ""),
        "source": ("",),
        "with": ("",),
    },
}
# A card that exists: what is said of any other is not taken.
CORRECTION = {
    "kind": "organisation", "subject": "base:id/organisation/framasoft", "is_new": False, "fields": [],
    "others": [], "seen_at": 0, "comment": "Rien à changer.", "page": "",
}  # fmt: skip


@schemathesis.hook  # type: ignore[untyped-decorator]
def before_call(_context: Any, case: Any, _kwargs: Any) -> None:
    """Gives names that exist, and a wish where there is none."""
    if not case.meta or not case.meta.generation.mode.is_positive or not isinstance(case.query, dict):
        return
    path = case.operation.path
    if path == "/proposals" and case.method.upper() == "POST":
        case.body = CORRECTION
    if path == "/proposals" and case.method.upper() == "GET" and len(case.query.get("follow", "")) % 2:
        case.query["follow"] = _mark(case.operation.base_url)
    for name, names in KNOWN.get(path, {}).items():
        text = case.query.get(name)
        if isinstance(text, str) and text not in names:
            case.query[name] = names[len(text) % len(names)]
    if path == "/coverage" and case.query.get("epci"):
        case.query["territory"] = "37"
    if path == "/referrals" and not any(_is_said(case.query.get(name)) for name in WISHES):
        case.query["need"] = ["file-sharing"]


@cache
def _mark(address: str) -> str:
    """The mark of a correction that this server took in."""
    sent = Request(
        f"{address}/proposals", json.dumps(CORRECTION).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    with urlopen(sent) as answer:
        return parse_qs(urlsplit(json.load(answer)["follow"]).query)["follow"][0]


def _is_said(value: Any) -> bool:
    """Whether a parameter holds a character that shows."""
    texts = value if isinstance(value, list) else [value]
    return any(character.isalnum() for text in texts if isinstance(text, str) for character in text)
