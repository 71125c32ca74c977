# SPDX-License-Identifier: AGPL-3.0-or-later
"""An instance that an earlier release made and used starts with this one, and keeps what people put in it.

The instances are in `tests/releases/`, whose `make.py` says how each was made, by really running that release.
"""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app import create_app
from graph.backup import restore_backup
from graph.entry.gate import Gate
from graph.entry.invitations import Gone
from graph.entry.roles import READ
from graph.migrations import migrations
from graph.namespaces import SKOS
from graph.settings import ROOT
from graph.slips.store import Slips
from graph.storage.shipped import apart
from tests.instances import BASE, ID, settings_in
from tests.releases.instances import RELEASES, unpacked
from tests.servers import free_port
from web.app.ecosystem import DATA, Ecosystem

pytestmark = [pytest.mark.slow, pytest.mark.long]
CORRECTED = f"{ID}organisation/la-fun"


@pytest.fixture(params=RELEASES)
def release(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


def _names(ecosystem: Ecosystem, path: str = SKOS.prefLabel) -> set[str]:
    return set(ecosystem.repository.public.texts(CORRECTED, path))


def test_it_starts_and_keeps_its_facts(release: str, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    known = unpacked(release, tmp_path)
    app = create_app(settings_in(tmp_path))
    ecosystem = app.extensions["tisserand"]
    full = ecosystem.repository.full
    assert {step.title for step in migrations()} == {
        message.split(" faite : ")[1] for message in caplog.messages if "version précédente" in message
    }
    changes = list(ecosystem.repository.journal.read())
    withdrawn = {fact.s for change in changes if change.header.kind == "shipped" for fact in change.removed}
    assert {f"{BASE}/{iri}" for iri in known["iris"]} - {fact.s for fact in full.facts()} <= withdrawn
    assert (_names(ecosystem), _names(ecosystem, SKOS.hiddenLabel)) == (
        {"La F.U.N."},
        {"FUN", "La Fun", "fablab de Tours"},
    )
    assert [change.header.kind for change in changes][: known["changes"]] == ["load"] * 4 + ["undo"]
    told = app.test_cli_runner().invoke(args=["check"]).output
    assert "Gardé d’ici — " in told
    assert "id/organisation/la-fun" in told
    ecosystem.close()
    # Once is enough.
    caplog.clear()
    again = Ecosystem(settings_in(tmp_path), data=(DATA,))
    assert again.repository.number == len(changes)
    again.close()
    assert caplog.messages == []


def test_it_keeps_its_slips_and_its_invitations(release: str, tmp_path: Path) -> None:
    known, settings = unpacked(release, tmp_path), settings_in(tmp_path)
    slips = Slips(settings.database_url)
    assert [(kept.number, kept.last and kept.last.outcome) for kept in map(slips.find, known["slips"])] == [
        (known["slips"][0], "unreachable"),
        (known["slips"][1], None),
    ]
    slips.close()
    then = datetime.fromisoformat(known["invited"]) + timedelta(hours=1)
    gate = Gate(settings.database_url, settings.secret_key, then.timestamp)
    session = gate.session(gate.enter(known["tokens"]["unused"]))
    assert session is not None
    assert session.may(READ)
    for name in ("used", "revoked"):
        with pytest.raises(Gone):
            gate.check(known["tokens"][name])
    gate.close()


def test_its_backup_is_restored(release: str, tmp_path: Path) -> None:
    known, settings = unpacked(release, tmp_path / "old"), settings_in(tmp_path / "new")
    restored, _ = restore_backup(settings, tmp_path / "old" / "backup.tar.gz")
    assert restored.number == known["backup"]
    assert restored.slip_count == len(known["slips"])
    ecosystem = Ecosystem(settings, data=(DATA,))
    assert _names(ecosystem) == {"La F.U.N."}
    ecosystem.close()


def test_a_new_edition_reaches_it_and_undoes_nothing(release: str, tmp_path: Path) -> None:
    unpacked(release, tmp_path / "instance")
    data = shutil.copytree(DATA, tmp_path / "data", ignore=shutil.ignore_patterns("territories"))
    (file,) = [path for path in data.rglob("*.ttl") if "<id/organisation/la-fun> a " in path.read_text("utf-8")]
    text = file.read_text(encoding="utf-8")
    for old, new in (('"La FUN"@fr', '"La FUN !"@fr'), ('"L’Autre Brique"@fr', '"Une autre brique"@fr')):
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    ecosystem = Ecosystem(settings_in(tmp_path / "instance"), data=(data,))
    repository = ecosystem.repository
    assert _names(ecosystem) == {"La F.U.N."}
    assert repository.public.texts(f"{ID}organisation/autre-brique", SKOS.prefLabel) == ["Une autre brique"]
    change = repository.journal.get(repository.number)
    assert (change.header.kind, change.header.author) == ("shipped", "Tisserand")
    assert [item.file.rsplit("/", 1)[-1] for item in apart(repository, [data])] == [file.name]
    ecosystem.close()


def test_the_server_says_what_was_done_and_refuses_a_later_release(release: str, tmp_path: Path) -> None:
    unpacked(release, tmp_path)
    with started(tmp_path) as server:
        assert server.stdout is not None
        assert "répond à" in server.stdout.readline()
        server.send_signal(signal.SIGINT)
        assert server.stderr is not None
        told = server.stderr.read()
    assert server.returncode == 0, told
    assert all(step.title in told for step in migrations())
    with closing(sqlite3.connect(tmp_path / "journal.sqlite")) as database:
        database.execute("insert into migrations values (999, 'tables', 'de demain', '2099-01-01')")
        database.commit()
    with started(tmp_path) as server:
        _, errors = server.communicate()
    assert server.returncode != 0
    assert errors.startswith("Erreur : Ce site vient d’une version plus récente de Tisserand")
    assert errors.count("Erreur") == 1


def started(instance: Path) -> subprocess.Popen[str]:
    """The production server of this release on an instance."""
    command = [sys.executable, "-m", "web.app.server"]
    environment = {**os.environ, "INSTANCE": str(instance), "PORT": str(free_port())}
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
