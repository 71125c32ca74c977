# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two rounds of what comes due that run at once, as processes of their own, write each letter once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from graph.contributions.proposal import Proposal
from graph.contributions.sender import Sender
from graph.entry.roles import Grant
from graph.keepers.store import Keepers
from graph.keepers.turns import asked_on
from graph.settings import ROOT
from graph.subscriptions.order import NewsOrder
from graph.subscriptions.store import Subscriptions
from tests.applications import filled
from tests.conftest import TESTS
from tests.instances import DAY
from tests.post_office import post_office
from tests.web.conftest import TOWN

pytestmark = pytest.mark.slow
CARD, PEOPLE = "organisation/atelier", 12
DUE = [sys.executable, "-m", "flask", "--app", "app", "due"]


def test_two_rounds_at_once_write_each_letter_once(tmp_path: Path) -> None:
    days = (DAY + timedelta(days=91 + number) for number in range(366))
    turn = next(day for day in days if asked_on(CARD, day) == day)
    with post_office(tmp_path / "office") as office:
        _expected(tmp_path / "instance")
        told = {"INSTANCE": str(tmp_path / "instance"), "SMTP_URL": office.url, "TODAY": turn.isoformat()}
        rounds = [subprocess.Popen(DUE, cwd=ROOT, env={**os.environ, **told}) for _ in range(3)]
        assert [one.wait(timeout=300) for one in rounds] == [0, 0, 0]
        letters = Counter((str(one["To"]), str(one["Subject"])) for one in office.received())
    assert set(letters.values()) == {1}
    by_person = Counter(to.partition(".")[0] for to, _ in letters)
    assert by_person == {"suit": PEOPLE, "tient": PEOPLE, "relit": PEOPLE}


def _expected(instance: Path) -> None:
    """Has letters be due to a dozen people of each sort: who follows what changes, who keeps a card, who moderates."""
    app = filled(instance, TOWN)
    here, url = app.extensions["tisserand"], app.extensions["tisserand"].settings.database_url
    with closing(Subscriptions(url)) as subscriptions, closing(Keepers(url)) as keepers:
        for number in range(PEOPLE):
            asked = subscriptions.ask(f"suit.{number}@exemple.fr", NewsOrder())
            assert asked is not None
            subscriptions.confirm(asked.secret, here.repository.number)
            keepers.agree(CARD, f"tient.{number}@exemple.fr", "oui")
            here.people.make(f"relit.{number}@exemple.fr", Grant("moderator"))
    here.repository.load((TESTS / "ecosystem-catalogue.ttl",), "essais")
    iri = f"{here.repository.base}/id/organisation/relais"
    here.contributions.add(Proposal("organisation", iri, False, (), comment="demande"), Sender())
    here.close()
