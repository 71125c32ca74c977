# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is done once an answer has left: after it, whatever becomes of it, without a word of what it was about."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from graph.mail import Letter
from tests.applications import application
from tests.post_office import post_office
from web.app.afterwards import afterwards, settled

ADDRESS = "contact@mill.example"


def test_a_job_is_done_once_the_answer_has_left(caplog: pytest.LogCaptureFixture) -> None:
    app, done = Flask("afterwards"), []

    def fail() -> None:
        raise ValueError(ADDRESS)

    @app.post("/")
    def ask() -> str:
        afterwards(lambda: done.append("first"))
        afterwards(fail)
        afterwards(lambda: done.append("last"))
        return "told"

    response = app.test_client().post("/")
    assert response.text == "told"
    settled()
    assert done == [], "who asks has not got all of the answer yet"
    response.close()
    settled()
    assert done == ["first", "last"]
    assert "ValueError" in caplog.text
    assert ADDRESS not in caplog.text


def test_a_site_at_work_sends_what_it_has_to_say_without_being_asked_again(tmp_path: Path) -> None:
    with post_office(tmp_path / "office") as office:
        app = application(tmp_path / "instance", [], SMTP_URL=office.url)
        ecosystem = app.extensions["tisserand"]
        letter = Letter(ADDRESS, "Bonjour", "Bonjour", "essai")
        ecosystem.outbox.queue(letter)
        settled()
        assert office.received() == [], "a command leaves it to whoever sends"
        ecosystem.attending = True
        ecosystem.outbox.queue(letter)
        settled()
        assert len(office.received()) == 2
        assert ecosystem.outbox.counts().waiting == 0
        ecosystem.close()
