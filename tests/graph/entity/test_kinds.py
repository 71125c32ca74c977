# SPDX-License-Identifier: AGPL-3.0-or-later
"""What kinds are to one another is read from the files of their classes."""

from __future__ import annotations

from pathlib import Path

from graph.entity.kinds import ACTING, ACTORS, COLLECTIVES, DATED, OFFERS, PERSONAL, STRUCTURES, kinds_by_flag
from graph.namespaces import TIS
from graph.referral.reading import OFFERED, OWNER

CLASS = """@prefix tis: <https://w3id.org/tisserand/ontology#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
tis:%s tis:kind "%s" ; sh:order %s ; tis:receives %s ; tis:gathers true .
"""


def test_what_shipped_classes_say() -> None:
    assert ACTORS == ("organisation", "network", "working-group", "post")
    assert STRUCTURES == ("organisation", "network", "working-group")
    assert COLLECTIVES == ("network", "working-group")
    assert (PERSONAL, DATED) == (("post", "person"), ("service", "event"))
    assert (*ACTORS, "person") == ACTING


def test_whatever_is_offered_is_owned_in_a_known_way() -> None:
    assert OFFERS == ("service", "competence", "instance") == tuple(OWNER) == tuple(OFFERED)


def test_a_class_says_it_in_its_own_file_and_stands_in_its_order(tmp_path: Path) -> None:
    for name, order, receives in (("Club", "30", "true"), ("Team", "4.5", "true"), ("Diary", "1", "false")):
        text = CLASS % (name, name.lower(), order, receives)
        (tmp_path / f"{name.lower()}.ttl").write_text(text, encoding="utf-8")
    found = kinds_by_flag(tmp_path)
    assert found[TIS.receives] == ("team", "club")
    assert found[TIS.gathers] == ("diary", "team", "club")
