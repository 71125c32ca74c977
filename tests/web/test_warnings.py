# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is to close, or is not heard of any more, says so wherever its answer goes: page, text, mail, PDF, API.

Every scenario is asked, on days before and after closings that were announced.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.graph.referral.test_scenarios import ALL
from tests.scenarios.judge import Scenario
from tests.web.site.referral.test_headline import copied, mail_of
from tests.web.site.referral.test_take_away import pdf_of, plain
from tests.web.test_pages import text_of
from tests.web.test_scenarios import WORDS

DAYS = (date(2020, 12, 1), date(2026, 11, 29))
WARNED = re.compile(r"^(Fermeture annoncée|Ferme |Plus de nouvelles)")
ROWS = re.compile(r'(?=<li class="(?:caller|short|leaving-tool)[ "])')


@pytest.fixture(scope="module")
def real(touraine_app: Flask) -> FlaskClient:
    """A visitor of the project’s own data."""
    touraine_app.config["API_CALLS_PER_MINUTE"] = 60_000
    return touraine_app.test_client()


def asked_on(day: date) -> Iterator[tuple[Scenario, dict[str, Any]]]:
    """The request of each scenario on the project’s data, on a day."""
    for scenario in ALL:
        if scenario.world == "touraine" and "error" not in scenario.expected and scenario.lang == "fr":
            yield scenario, {**scenario.parameters, "date": day.isoformat()}


def leaving(client: FlaskClient, parameters: dict[str, Any]) -> list[tuple[str, str]]:
    """The name of each answer that bears a warning, with that warning, as the API gives them."""
    found = []
    for result in client.get("/api/v1/referrals", query_string=parameters).json["results"]:
        warnings = [reason["text"] for reason in result["reasons"] if WARNED.match(reason["text"])]
        assert bool(result["closing"]) <= bool(warnings), result["service"]
        if warnings:
            found.append((result["service"]["label"], warnings[0]))
    return found


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_a_warning_goes_with_its_answer_on_every_medium(real: FlaskClient, day: date) -> None:
    seen = told = 0
    for scenario, parameters in asked_on(day):
        found = leaving(real, parameters)
        if not found:
            continue
        seen += 1
        words = {WORDS.get(name, name): value for name, value in parameters.items() if name != "asker"}
        professional = {"professionnel": "1"} if parameters.get("asker") == "professional" else {}
        response = real.get("/orientation", query_string={**words, **professional})
        html, query = response.text, response.request.query_string.decode()
        rows = [" ".join(text_of(re.split("</section>|</details>", row)[0]).split()) for row in ROWS.split(html)[1:]]
        for name, warning in found:
            assert all(warning in row for row in rows if name in row), (scenario.name, name)
            told += sum(name in row for row in rows)
        for text in (copied(html), mail_of(html)):
            for name, warning in found:
                assert (name in text.split("Réponses du ")[0]) <= (warning in text), (scenario.name, name)
        pdf = pdf_of(real, query).split("Retrouvercesréponses")[0]  # its address says what was asked for
        for name, warning in found:
            assert (plain(name) in pdf) <= (plain(warning) in pdf), (scenario.name, name)
    assert min(seen, told) > 0
