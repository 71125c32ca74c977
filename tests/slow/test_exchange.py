# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two running instances that take all that the other publishes end with the same facts; what is restricted stays."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.contributions.desk import ContributionDesk
from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.sender import Sender
from graph.contributions.sent import SentProposals
from graph.contributions.store import Contributions
from graph.deliveries import known_cards
from graph.namespaces import DCT, SCHEMA, TIS
from graph.rdf.dataset import Fact, from_quad, text_literal
from graph.settings import ROOT, Settings
from tests.instances import BASE, PREFIXES, observatory, opened, write
from tests.servers import free_port
from tests.web.conftest import TOWN

pytestmark = [pytest.mark.slow, pytest.mark.long]
HANGS = 300  # seconds after which nothing more will come, on the busiest machine
OTHER_TOWN = f"""{PREFIXES}
<id/source/village> a schema:Dataset ; skos:prefLabel "Le village"@fr ; dct:issued "2021"^^xsd:gYear ;
  dct:license <https://creativecommons.org/licenses/by/4.0/> .
<id/organisation/forge> a org:FormalOrganization ; skos:prefLabel "La Forge"@fr, "The Forge"@en ;
  foaf:homepage <https://forge.example.org/> ; org:identifier "123456782" ;
  schema:location <id/territory/commune-41018> ; schema:startDate "2010-05"^^xsd:gYearMonth .
<id/service/forge-help> a schema:Service ; skos:prefLabel "Aide de la Forge"@fr ;
  schema:provider <id/organisation/forge> ; tis:openToAssociations true ; foaf:homepage <https://forge.example.org/> .
"""
HIDDEN_TOWN = f"""{PREFIXES}
<id/source/village-hidden> a schema:Dataset ; skos:prefLabel "Entre collègues"@fr ;
  dct:license <https://creativecommons.org/licenses/by/4.0/> ;
  dct:accessRights <http://publications.europa.eu/resource/authority/access-right/RESTRICTED> .
<id/person/smith> a foaf:Person ; skos:prefLabel "Quelqu’un du village"@fr .
"""


@dataclass(frozen=True)
class RunningInstance:
    """An instance: its folder, and its address, under which its things are."""

    folder: Path
    port: int

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        own = {"INSTANCE": str(self.folder), "PORT": str(self.port), "BASE_URL": self.base}
        return {**os.environ, **own}

    @contextmanager
    def serving(self) -> Iterator[None]:
        """The production server, stopped in the end."""
        command = [sys.executable, "-m", "web.app.server"]
        with subprocess.Popen(
            command, cwd=ROOT, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as server:
            assert server.stdout is not None
            assert self.base in server.stdout.readline()
            yield
            server.terminate()
            assert server.wait(HANGS) == 0

    def takes(self, other: RunningInstance) -> None:
        """Brings in what the other one publishes, from its server."""
        self.runs(other, "import", f"{other.base}/export/{observatory().slug}.nq", "--source", "neighbour")

    def runs(self, other: RunningInstance, *words: str) -> str:
        """What a command that reads the other one says."""
        command = [sys.executable, "-m", "flask", "--app", "app", *words]
        allowed = {"FETCH_ALLOWED": f"127.0.0.1:{other.port}"}
        done = subprocess.run(
            command, cwd=ROOT, env={**self.environment, **allowed}, timeout=HANGS, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def published(self) -> set[Fact]:
        """What it publishes under a base that all share, without what it says of the file and of its deliveries."""
        with urllib.request.urlopen(f"{self.base}/export/{observatory().slug}.nq", timeout=HANGS) as answer:
            facts = map(from_quad, ox.parse(answer.read(), format=ox.RdfFormat.N_QUADS))
        left = f"{self.base}/id/source/neighbour"
        return {
            Fact(*(part.replace(self.base, BASE) if isinstance(part, str) else part for part in fact))
            for fact in facts
            if fact.source != left and not fact.source.endswith("#catalogue")
        }


@pytest.fixture
def sites(tmp_path: Path) -> tuple[RunningInstance, RunningInstance]:
    """The small town and another one, each with something that only professionals read."""
    own = TOWN, (write(tmp_path, OTHER_TOWN, "village.ttl"), write(tmp_path, HIDDEN_TOWN, "hidden.ttl"))
    found = []
    for name, files in zip(("town", "village"), own, strict=True):
        site = RunningInstance(tmp_path / name, free_port())
        repository = opened(site.folder, on_disk=False, BASE_URL=site.base)
        repository.load(list(files), "tests")
        repository.close()
        found.append(site)
    return found[0], found[1]


def test_two_instances_that_exchange_all_end_alike(sites: tuple[RunningInstance, RunningInstance]) -> None:
    town, village = sites
    with ExitStack() as stack:
        for site in sites:
            stack.enter_context(site.serving())
        before = [site.published() for site in sites]
        town.takes(village)
        village.takes(town)
    with ExitStack() as stack:
        for site in sites:
            stack.enter_context(site.serving())
        after = [site.published() for site in sites]
    # Of territories, what is derived follows what is referred to.
    assert after[0] == after[1]
    assert before[0] | before[1] <= after[0]
    for site, hidden, kept in ((village, "person/expert", "person/smith"), (town, "person/smith", "person/expert")):
        repository = opened(site.folder, BASE_URL=site.base)
        assert f"{site.base}/id/{hidden}" not in repository.full
        assert f"{site.base}/id/{kept}" in repository.full
        repository.close()


def test_one_card_of_the_other_is_picked_then_followed(sites: tuple[RunningInstance, RunningInstance]) -> None:
    """By its page; nothing else of the other comes, and what becomes of it there is told here."""
    town, village = sites
    there = f"{village.base}/id/service/forge-help"
    with village.serving():
        town.runs(village, "import", f"{village.base}/fiche/service/forge-help")
        assert town.runs(village, "refresh", "--list") == f"{there}\n"
        for _ in range(2):
            assert "pareille" in town.runs(village, "refresh", there)
    repository = opened(town.folder, BASE_URL=town.base)
    (card,) = known_cards(repository.full)
    provider = repository.full.link(card.thing, SCHEMA.provider) or ""
    assert repository.full.label(provider) == "La Forge"
    assert {fact.s for fact in repository.full.facts(source=card.source)} == {card.thing, provider, card.source}
    repository.close()
    repository = opened(village.folder, on_disk=False, BASE_URL=village.base)
    repository.undo(1, "tests")
    repository.close()
    with village.serving():
        assert "n’est plus là-bas" in town.runs(village, "refresh", "--all")
    repository = opened(town.folder, BASE_URL=town.base)
    assert repository.full.label(card.thing) == "Aide de la Forge"
    assert repository.full.day(card.thing, TIS.noLongerListedOn) is not None
    repository.close()


def test_a_correction_of_its_card_is_given_back_and_its_fate_told(
    sites: tuple[RunningInstance, RunningInstance],
) -> None:
    """Tried again while the other is away, read there by a person, then told here."""
    town, village = sites
    there = f"{village.base}/id/service/forge-help"
    with village.serving():
        town.runs(village, "import", f"{village.base}/fiche/service/forge-help")
    settings = settings_of(town)
    repository = opened(town.folder, BASE_URL=town.base)
    (card,) = known_cards(repository.full)
    repository.close()
    words = ProposedField(str(DCT.description), (), (text_literal("Le mardi aussi.", "fr"),))
    with (
        closing(Contributions(settings.database_url, town.base, settings.secret_key)) as kept,
        closing(SentProposals(settings.database_url)) as sent,
    ):
        number = kept.add(Proposal("service", card.thing, False, (words,)), Sender())
        sent.send(number, there, 0)
        assert "pas encore partie" in town.runs(village, "due")
        sent.note(number, next=0)
        with village.serving():
            assert town.runs(village, "due") == "1 correction attend chez un autre site.\n"
            found = opened(village.folder, on_disk=False, BASE_URL=village.base)
            other = settings_of(village)
            with closing(Contributions(other.database_url, village.base, other.secret_key)) as theirs:
                (asked,) = theirs.open()
                assert asked.proposal is not None
                assert (asked.proposal.subject, asked.proposal.page) == (there, card.thing.replace("/id/", "/fiche/"))
                ContributionDesk(theirs, found).accept(asked.number, asked.proposal, "modération, invitation 1")
            found.close()
            sent.note(number, next=0)
            assert town.runs(village, "due") == "1 correction est acceptée ailleurs.\n"
            with urllib.request.urlopen(f"{village.base}/fiche/service/forge-help", timeout=HANGS) as page:
                assert "Le mardi aussi." in page.read().decode()


def settings_of(site: RunningInstance) -> Settings:
    """The settings of a site, as its own programs read them."""
    return Settings.from_environment({"INSTANCE": str(site.folder), "PORT": str(site.port), "BASE_URL": site.base})
