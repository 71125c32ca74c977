# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two doors, one law: what a loading refuses no delivery takes, and the reverse, but for what is told here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from graph.deliveries import DeliveryRequest, open_delivery
from graph.errors import TisserandError
from graph.sources import SourceContent
from graph.storage.loading import read_sources
from graph.storage.repository import Repository
from tests.instances import PREFIXES, opened, write

HEAD = (
    PREFIXES
    + """@prefix wgs: <http://www.w3.org/2003/01/geo/wgs84_pos#> .
<id/source/list> a schema:Dataset ; skos:prefLabel "Liste"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
"""
)
LAMP = "<id/organisation/lamp> a org:FormalOrganization ; "
NAMED = LAMP + 'skos:prefLabel "La Lampe"@fr ; '
MEMBER = (
    "<id/membership/x> a org:Membership ; org:member <id/organisation/mill> ; org:organization <id/network/round> ; "
)

REFUSED = {
    "character that turns text round": NAMED + 'dct:description "a\u202eb"@fr .',
    "address that runs a script": NAMED + "foaf:homepage <javascript:alert(1)> .",
    "day that does not exist": NAMED + 'dct:modified "2026-13-45"^^xsd:date .',
    "number with a wrong key": NAMED + 'org:identifier "73282932000075" .',
    "hours that nobody reads": NAMED + 'schema:openingHours "Mo-Xx 99:00" .',
    "half a mail address": NAMED + 'schema:email "pas un courriel" .',
    "telephone of two digits": NAMED + 'schema:telephone "12" .',
    "site that is a text": NAMED + 'foaf:homepage "https://a.example" .',
    "latitude beyond the pole": NAMED + "wgs:lat 247.3 ; wgs:long 0.6 .",
    "latitude without longitude": NAMED + "wgs:lat 47.3 .",
    "two names in one language": NAMED + 'skos:prefLabel "Autre"@fr .',
    "no name": LAMP + 'schema:email "a@b.example" .',
    "class that is none of ours": '<id/organisation/lamp> a schema:Volcano ; skos:prefLabel "La Lampe"@fr .',
    "choice that is in no list": NAMED
    + "org:classification <https://w3id.org/tisserand/vocabulary/organisation-kind/nope> .",
    "place that does not exist": NAMED + "schema:location <id/territory/commune-99999> .",
    "link that leads nowhere": NAMED + "org:linkedTo <id/organisation/nothing> .",
    "end before its beginning": MEMBER
    + 'skos:prefLabel "x"@fr ; schema:startDate "2026-05-01"^^xsd:date ; schema:endDate "2025-01-01"^^xsd:date .',
}
TAKEN = {
    "what is right": NAMED + 'schema:email "a@b.example" ; schema:location <id/territory/commune-37261> .',
    "text that looks like a page": NAMED + 'dct:description "<script>alert(1)</script>"@fr .',
}
# What files of the project may say and those of others may not, then the reverse: (load, import).
OTHERWISE = {
    "somebody, whom only people name": ('<id/person/ann> a foaf:Person ; skos:prefLabel "Ann"@fr .', True, False),
    "place, which is ours to describe": (
        '<id/territory/commune-37261> a schema:AdministrativeArea ; skos:prefLabel "Ma ville"@fr .', True, False,
    ),
    "term of others, kept as they say it": (NAMED + '<https://schema.org/slogan> "x" .', False, True),
    "several sources in one file": (
        '<id/source/more> a schema:Dataset ; skos:prefLabel "Z"@fr ; '
        "dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .\n"
        + NAMED + 'schema:email "a@b.example" .', False, True,
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Repository]:
    """A small town, in memory, which nobody writes to."""
    folder = tmp_path_factory.mktemp("town")
    repository = opened(folder, on_disk=False)
    repository.load([write(folder)], "essais")
    yield repository
    repository.close()


def loads(town: Repository, path: Path) -> bool:
    """Whether a loading takes a file."""
    try:
        town.judge(read_sources([path], town.model, town.base, town.background))
    except TisserandError:
        return False
    return True


def enters(town: Repository, path: Path) -> bool:
    """Whether a delivery takes a file without a fault."""
    content, asked = SourceContent(path.name, path), DeliveryRequest("Envoi", "etalab-2.0")
    delivery = open_delivery(content, asked, town.model, town.background, town.said)
    return not delivery.judged(delivery.read()).faults


CASES = {
    **{name: (said, False, False) for name, said in REFUSED.items()},
    **{name: (said, True, True) for name, said in TAKEN.items()},
    **OTHERWISE,
}


@pytest.mark.parametrize(("said", "load", "delivery"), CASES.values(), ids=CASES)
def test_both_doors_judge_alike(town: Repository, tmp_path: Path, said: str, *, load: bool, delivery: bool) -> None:
    path = tmp_path / "list.ttl"
    path.write_text(HEAD + said, encoding="utf-8")
    assert (loads(town, path), enters(town, path)) == (load, delivery)
