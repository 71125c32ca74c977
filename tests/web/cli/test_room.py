# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory taken to a room: from a backup or from what a site publishes, under the same addresses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from tests.applications import application, filled
from tests.conftest import TESTS
from tests.instances import DAY, both
from tests.sites import ServedPage, serving
from tests.web.cli.conftest import commands_of

REAL = "https://annuaire.example.org/tours"
FILES = (TESTS / "ecosystem.ttl", TESTS / "ecosystem-restricted.ttl")


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The site whose directory is taken."""
    app = filled(tmp_path_factory.mktemp("real"), FILES, BASE_URL=REAL)
    yield app
    app.extensions["tisserand"].close()


def served(folder: Path) -> Flask:
    """What serves a copy in a room, by its folder alone."""
    return application(folder, [], LAN="1", HOST="192.168.1.20", PORT="5017")


def test_a_backup_goes_to_a_room_without_those_who_have_an_account(real: Flask, tmp_path: Path) -> None:
    here, saved, folder = real.extensions["tisserand"], tmp_path / "saved.tar.gz", tmp_path / "salle"
    here.prepare()
    here.people.make("someone@example.org")
    run = commands_of(real)
    assert run("backup", saved).exit_code == 0
    taken = run("room", "take", saved, "--folder", folder)
    assert taken.exit_code == 0, taken.output
    assert f"de {REAL}, telles qu’elles étaient le" in taken.output
    assert f"INSTANCE={folder} make serve LAN=1" in taken.output
    room = served(folder).extensions["tisserand"]
    assert both(room.repository) == both(here.repository)
    assert not room.people.accounts()
    assert b"someone@example.org" not in (folder / "journal.sqlite").read_bytes()
    again = run("room", "take", saved, "--folder", folder)
    assert "contient déjà quelque chose" in again.stderr
    room.close()


def test_what_a_site_publishes_goes_to_a_room(real: Flask, tmp_path: Path) -> None:
    here, folder, client = real.extensions["tisserand"], tmp_path / "salle", real.test_client()
    with serving() as site:
        app = application(tmp_path / "mine", [], FETCH_ALLOWED=urlsplit(site.base).netloc)
        run = commands_of(app)
        nothing = run("room", "take", site.base, "--folder", folder)
        assert nothing.exit_code == 1, "no directory there"
        name = f"{here.observatory.slug}.nq"
        catalogue = client.get("/tours/.well-known/void", follow_redirects=True, headers={"Accept": "text/turtle"})
        site.pages["/.well-known/void"] = ServedPage(catalogue.text)
        site.pages[f"/export/{name}"] = ServedPage(client.get(f"/tours/export/{name}").text, "application/n-quads")
        taken = run("room", "take", f"{site.base}/", "--folder", folder)
        assert taken.exit_code == 0, taken.output
        assert f"telles qu’elles étaient le {DAY.day} décembre 2026" in taken.output
        site.pages[f"/export/{name}"] = ServedPage("<html>", "application/n-quads")
        other = run("room", "take", site.base, "--folder", tmp_path / "other")
        assert "ne se lit pas" in other.stderr
        assert not (tmp_path / "other").exists()
        app.extensions["tisserand"].close()
    room = served(folder).extensions["tisserand"]
    assert both(room.repository)[1] == both(here.repository)[1]
    room.close()


def test_who_leads_comes_in_without_mail(real: Flask, tmp_path: Path) -> None:
    app = application(tmp_path / "salle", [], LAN="1", HOST="192.168.1.20", PORT="5017", BASE_URL=REAL)
    told = commands_of(app)("room", "facilitator")
    assert "█" in told.output
    (link,) = (line for line in told.output.splitlines() if line.startswith("http"))
    place = urlsplit(link)
    assert link.startswith("http://192.168.1.20:5017/tours/entrer/")
    client, headers = app.test_client(), {"Host": place.netloc, "Origin": f"http://{place.netloc}"}
    page = client.get(place.path, headers=headers)
    assert page.status_code == 200
    come = client.post(place.path, headers=headers, data={})
    cookie = come.headers["Set-Cookie"]
    assert "Secure" not in cookie, "a browser sends it over plain http"
    assert "Path=/tours;" in cookie
    assert urlsplit(come.location).netloc in {"", place.netloc}
    app.extensions["tisserand"].close()
