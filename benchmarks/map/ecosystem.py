# SPDX-License-Identifier: AGPL-3.0-or-later
"""A seeded ecosystem for maps: networks, members, services, needs; as Turtle for us, as nodes and edges for peers."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.search import ACTIVITIES, make_labels
from benchmarks.synthetic import ID, Popular, popular
from graph.model import Model

# Small ecosystems answer a few needs; large ones, all of them.
FEW_NEEDS, FEW = 16, 500
MEMBERS = 125  # things for one network
SERVICES = (
    "Atelier {activity} et numérique",
    "Permanence numérique, {place}",
    "Prêt d’ordinateurs reconditionnés",
    "Hébergement de fichiers pour {activity}",
    "Aide au site de l’association",
    "Découvrir les logiciels libres à {place}",
    "Tenir sa comptabilité en ligne",
    "Formation des bénévoles ({activity})",
    "Visioconférence pour {place}",
    "Réparer plutôt que jeter",
)
PREFIXES = """@prefix dct: <http://purl.org/dc/terms/> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix tis: <https://w3id.org/tisserand/ontology#> .
<id/source/bench> a schema:Dataset ; skos:prefLabel "Écosystème de mesure"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
"""


@dataclass(frozen=True)
class Tangle:
    """The same graph twice: `nodes` (IRI → label) and `edges` (pairs of IRIs), and the Turtle that says it."""

    nodes: dict[str, str]
    edges: tuple[tuple[str, str], ...]
    turtle: str


def tangle(size: int, model: Model, seed: int = 11) -> Tangle:
    """`size` nodes: a few networks, their members (two in five of the rest), services, and the needs these meet."""
    return _Maker(size, model, random.Random(seed)).made()


class _Maker:
    def __init__(self, size: int, model: Model, chance: random.Random) -> None:
        self._chance = chance
        choices = model.scheme("need").choices[: FEW_NEEDS if size < FEW else None]
        self._needs = {choice.iri: choice.label.fr for choice in choices}
        self._networks = max(4, size // MEMBERS)
        rest = size - self._networks - len(self._needs)
        self._members = rest * 2 // 5
        self._services = rest - self._members
        self._nodes = dict(self._needs)
        self._edges: list[tuple[str, str]] = []

    def made(self) -> Tangle:
        text = PREFIXES + "\n".join(self._lines())
        return Tangle(self._nodes, tuple(self._edges), text)

    def _lines(self) -> Iterator[str]:
        labels = make_labels(self._networks + self._members, self._chance)
        networks = [f"network/n{number}" for number in range(self._networks)]
        for slug in networks:
            yield self._said(slug, "org:OrganizationalCollaboration", f"Réseau {labels.pop()}")
        joined, answered = popular(networks), popular(list(self._needs))
        for number in range(self._members):
            yield from self._member(number, labels.pop(), joined)
        for number in range(self._services):
            yield self._service(number, answered)

    def _said(self, slug: str, kind: str, label: str, more: str = "") -> str:
        self._nodes[ID + slug] = label
        return f'<id/{slug}> a {kind} ; skos:prefLabel "{label}"@fr {more}.'

    def _member(self, number: int, label: str, joined: Popular) -> Iterator[str]:
        slug = f"organisation/o{number}"
        yield self._said(slug, "org:FormalOrganization", label)
        for network in joined.draw(self._chance, self._chance.choices((1, 2), (0.85, 0.15))[0]):
            self._edges.append((ID + slug, ID + network))
            yield (
                f'<id/membership/m{len(self._edges)}> a org:Membership ; skos:prefLabel "{label} y adhère"@fr ; '
                f"org:member <id/{slug}> ; org:organization <id/{network}> ."
            )

    def _service(self, number: int, answered: Popular) -> str:
        slug, provider = f"service/s{number}", f"organisation/o{self._chance.randrange(self._members)}"
        needs = answered.draw(self._chance, self._chance.choices((1, 2), (0.7, 0.3))[0])
        self._edges += [(ID + slug, ID + provider), *((ID + slug, need) for need in needs)]
        pattern, place = self._chance.choice(SERVICES), self._nodes[ID + provider]
        label = pattern.format(activity=self._chance.choice(ACTIVITIES), place=place.rpartition(" de ")[2])
        met = ", ".join(f"<{need}>" for need in needs)
        return self._said(slug, "schema:Service", label, f"; schema:provider <id/{provider}> ; tis:meetsNeed {met} ")
