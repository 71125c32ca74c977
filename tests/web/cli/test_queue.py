# SPDX-License-Identifier: AGPL-3.0-or-later
"""Contributions that nobody reads for a week alarm those who moderate, once a week, and of what is theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from flask import Flask

from graph import clock
from graph.contributions.desk import ContributionDesk
from graph.contributions.proposal import Proposal
from graph.contributions.sender import Sender
from graph.entry.roles import Grant
from tests.applications import filled
from tests.instances import DAY
from tests.web.cli.conftest import commands_of
from tests.web.conftest import TOWN
from tests.web.gated import entered

MORE = "demande"


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Flask]:
    made = filled(tmp_path / "instance", TOWN)
    yield made
    made.extensions["tisserand"].close()
    clock.hold(DAY)


def _letters(app: Flask) -> dict[str, str]:
    """What was written last to each."""
    folder = app.extensions["tisserand"].settings.instance / "courrier"
    paths = sorted(folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)
    read = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in paths]
    return {str(message["To"]): message.get_content() for message in read}


def test_what_waits_for_a_week_is_told_once_a_week_to_whom_it_may_concern(town: Flask) -> None:
    here, run = town.extensions["tisserand"], commands_of(town)
    base = here.repository.base
    here.people.make("tout@exemple.fr", Grant("moderator"))
    here.people.make("metier@exemple.fr", Grant("professional"))
    here.people.make("reseau@exemple.fr", Grant("moderator", f"{base}/id/network/trame"))
    cards = (f"{base}/id/organisation/{slug}" for slug in ("passerelle", "relais"))
    told = (Proposal("organisation", iri, False, (), comment=MORE) for iri in cards)
    numbers = [here.contributions.add(one, Sender()) for one in told]
    quiet = run("due").output
    clock.hold(DAY + timedelta(days=6))
    assert run("due").output == quiet
    clock.hold(DAY + timedelta(days=7))
    assert run("due", "--dry-run").output.startswith("2 personnes seraient prévenues")
    assert _letters(town) == {}
    assert run("due").output.startswith("2 personnes sont prévenues")
    assert "sont prévenues" not in run("due").output
    letters = _letters(town)
    assert letters.keys() == {"tout@exemple.fr", "reseau@exemple.fr"}
    assert "2 contributions attendent" in letters["tout@exemple.fr"]
    assert "une contribution attend" in letters["reseau@exemple.fr"]
    assert f"{base}/entre-professionnels/contributions" in letters["reseau@exemple.fr"]
    assert MORE not in "".join(letters.values())
    page = "/entre-professionnels"
    assert "2 contributions attendent d’être relues" in entered(town, "moderator").get(page).text.replace("\xa0", " ")
    assert "d’être relue" not in entered(town).get(page).text
    clock.hold(DAY + timedelta(days=14))
    ContributionDesk(here.contributions, here.repository).settle(numbers[0], "modération")
    assert run("due").output.startswith("1 personne est prévenue")
