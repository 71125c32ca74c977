# SPDX-License-Identifier: AGPL-3.0-or-later
"""What comes due: looked at without being done, done once, and told where it cannot be."""

from __future__ import annotations

from pathlib import Path

from graph.mail import Letter
from tests.applications import application
from tests.post_office import post_office
from tests.web.cli.conftest import commands_of


def test_what_is_due_is_shown_then_done_once(tmp_path: Path) -> None:
    with post_office(tmp_path / "office") as office:
        app = application(tmp_path / "instance", [], SMTP_URL=office.url)
        run, outbox = commands_of(app), app.extensions["tisserand"].outbox
        for name in ("contact", "nobody"):
            outbox.queue(Letter(f"{name}@mill.example", "Bonjour", "Bonjour", "essai"))
        assert run("due", "--dry-run").output == "2 courriels partiraient.\n"
        assert office.received() == []
        said = run("due").output
        assert said.startswith("1 courriel est parti.\nEn 30 jours, 1 courriel n’est jamais parti.")
        assert "mill.example" not in said
        assert run("due", "--json").output.endswith('jamais parti. Vérifiez SMTP_URL, et les adresses des fiches."]}\n')
        assert len(office.received()) == 1
    assert commands_of(application(tmp_path / "other", []))("due").output == "Rien n’est à faire.\n"


def test_a_database_that_is_away_is_one_line(tmp_path: Path) -> None:
    app = application(tmp_path / "instance", [], DATABASE_URL=f"sqlite:///{tmp_path}/nowhere/journal.sqlite")
    result = commands_of(app)("due")
    assert result.exit_code != 0
    assert result.stderr.count("\n") == 1
