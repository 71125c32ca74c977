# SPDX-License-Identifier: AGPL-3.0-or-later
"""Real faults: a disk that is full or read-only, a database that stops; the site is read, and then writes again."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask

from graph.errors import Hindrance, TisserandError
from graph.namespaces import ORG, RDF, TIS
from graph.rdf.dataset import date_literal
from graph.settings import ROOT
from tests.applications import application
from tests.instances import DAY, both, draft, fact, label
from tests.instances import TOWN as TOWN_SOURCE
from tests.postgresql import PASSWORD, Cluster
from tests.servers import children, free_port
from tests.states import looked_again, until
from tests.steps import steps
from tests.web.conftest import TOWN
from tests.web.site.contributing.test_contributing import hidden as held
from tests.web.site.slip.test_slips import ASKED, HERE, fields, hidden, words

pytestmark = [pytest.mark.slow, pytest.mark.long]
SAID = "Rien ne peut être enregistré pour l’instant."
LOG, FORM = "log", "/contribuer/service"
CONTRIBUTION = {
    "prefLabel": "Broder un drapeau", "provider": "Atelier Exemple", "areaServed": "Bléré", "meetsNeed": "file-sharing",
    "openToAssociations": "oui",
}  # fmt: skip
LONG = 60.0  # seconds; never reached where nothing is wrong
SIZES = (16, 64, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768)  # kB


class Disk:
    """A disk of its own, which can be full or read-only."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def mounted(self, *options: str) -> None:
        """Takes the options, now."""
        subprocess.run(["mount", "-o", ",".join(("remount", *options)), str(self.folder)], check=True)

    def fill(self) -> None:
        """Takes all the room that is left."""
        with (self.folder / "ballast").open("wb", buffering=0) as file:
            for size in (1 << 20, 1 << 12, 1):
                with suppress(OSError):
                    while file.write(bytes(size)):
                        pass

    def make_room(self) -> None:
        """Gives it back."""
        (self.folder / "ballast").unlink()


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A file system in memory; where nobody may mount one, what needs it is skipped and says so."""
    folder = tmp_path / "disk"
    folder.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("no file system can be mounted here: root alone may, where it is let")
    yield Disk(folder)
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@contextmanager
def _at_work(folder: Path, **environment: str) -> Iterator[Flask]:
    app = application(folder, TOWN, **environment)
    try:
        yield app
    finally:
        app.extensions["tisserand"].close()


def _looked_again(app: Flask) -> Hindrance | None:
    ecosystem = app.extensions["tisserand"]
    looked_again(ecosystem.pulse)
    return ecosystem.hindrance


def _first_start(folder: Path) -> int:
    """How many facts there are after a start that is the first."""
    with _at_work(folder) as app:
        repository = app.extensions["tisserand"].repository
        assert repository.number == 1
        assert app.extensions["tisserand"].hindrance is None
        return len(repository.full)


def test_a_disk_that_is_full_at_the_first_start_leaves_nothing_half_made(disk: Disk, tmp_path: Path) -> None:
    expected = _first_start(tmp_path / "roomy")
    refused = 0
    for size in SIZES:
        instance = disk.folder / f"of-{size}"
        disk.mounted(f"size={size + _used(disk.folder)}k")
        told = _refusal(instance, expected)
        if told:
            refused += 1
            assert "disque" in told or "Faites de la place" in told
            disk.mounted("size=256m")
            assert _first_start(instance) == expected
    assert refused >= 2


def _refusal(instance: Path, expected: int) -> str:
    """What a start says that is refused; "" after one that is whole."""
    try:
        with _at_work(instance) as app:
            assert len(app.extensions["tisserand"].repository.full) == expected
    except TisserandError as error:
        return error.message
    return ""


def _used(folder: Path) -> int:
    """The kilobytes that are taken on the disk of a folder."""
    found = os.statvfs(folder)
    return (found.f_blocks - found.f_bfree) * found.f_frsize // 1024


def test_a_disk_that_fills_at_work_stops_writing_alone_until_there_is_room(disk: Disk) -> None:
    with _at_work(disk.folder / "instance", FORM_SECONDS="0") as app:
        client, ecosystem = app.test_client(use_cookies=False), app.extensions["tisserand"]
        form, before = fields(client.get(ASKED)), len(ecosystem.repository.full)
        written = held(client.get(FORM)) | CONTRIBUTION
        disk.fill()
        large = draft({label(f"network/{number}", "Un réseau " * 9) for number in range(9_000)})
        with pytest.raises(TisserandError) as caught:
            ecosystem.repository.commit(large)
        assert getattr(caught.value, "why", None) is Hindrance.FULL, caught.value
        assert _looked_again(app) is Hindrance.FULL
        assert SAID in words(client.get("/glossaire"))
        health = client.get("/sante")
        assert (health.status_code, health.json["status"], health.json["disk"]) == (200, "degraded", {"low": True})
        assert client.post("/orientation/bon", data=form, headers=HERE).status_code in {303, 503}
        kept = client.post(FORM, data=written, headers=HERE)
        assert kept.status_code == 503
        assert SAID in words(kept)
        assert {"jeton", "areaServed"} <= held(kept).keys(), "it is sent again from that page"
        assert len(ecosystem.repository.full) == before
        disk.make_room()
        assert _looked_again(app) is None
        assert client.post(FORM, data=written, headers=HERE).status_code == 303
        assert [one.number for one in ecosystem.contributions.open()] == [1]
        assert SAID not in words(client.get("/glossaire"))
        assert ecosystem.repository.commit(large)
        assert len(ecosystem.repository.full) > before + 8_000


def test_a_disk_that_is_read_only_at_the_start_is_read(disk: Disk) -> None:
    with _at_work(disk.folder / "instance") as app:
        app.extensions["tisserand"].prepare()
    disk.mounted("ro")
    with _at_work(disk.folder / "instance") as app:
        client = app.test_client(use_cookies=False)
        assert SAID in words(client.get("/glossaire"))
        assert client.get("/annuaire").status_code == 200
        health = client.get("/sante").json
        assert (health["status"], health["writing"]["possible"]) == ("degraded", False)
        form = fields(client.get(ASKED))
        assert fields(client.post("/orientation/bon", data=form, headers=HERE)) == form
        disk.mounted("rw")
        assert _looked_again(app) is None
        assert SAID not in words(client.get("/glossaire"))
        assert client.post("/orientation/bon", data=form, headers=HERE).status_code == 303


def test_a_disk_that_turns_read_only_at_work_is_read(tmp_path: Path) -> None:
    """As Linux does with a disk in which it finds a fault: files that are open for writing are too."""
    image, folder = tmp_path / "image", tmp_path / "ext4"
    image.write_bytes(b"")
    os.truncate(image, 96 << 20)
    folder.mkdir()
    mount = ["mount", "-o", "loop,errors=remount-ro", str(image), str(folder)]
    made = [shutil.which("mkfs.ext4") and subprocess.run(step, capture_output=True, check=False).returncode == 0
            for step in (["mkfs.ext4", "-q", str(image)], mount)]  # fmt: skip
    if not all(made):
        pytest.skip("no disk image can be mounted here: root alone may, where it is let")
    try:
        with _at_work(folder / "instance") as app:
            client, ecosystem = app.test_client(use_cookies=False), app.extensions["tisserand"]
            form = fields(client.get(ASKED))
            assert ecosystem.repository.commit(draft({label("network/before", "Avant")}))
            subprocess.run(["mount", "-o", "remount,abort", str(folder)], check=True)
            with pytest.raises(TisserandError):
                ecosystem.repository.commit(draft({label("network/after", "Après")}))
            assert _looked_again(app) is not None
            assert fields(client.post("/orientation/bon", data=form, headers=HERE)) == form
            assert SAID in words(client.get("/glossaire"))
            assert client.get("/sante").json["status"] == "degraded"
            assert client.get("/fiche/network/before").status_code == 200
            assert client.get("/fiche/network/after").status_code == 404
            facts = both(ecosystem.repository)
        subprocess.run(["umount", str(folder)], check=True)
        subprocess.run(["fsck.ext4", "-y", str(image)], check=False, capture_output=True)
        subprocess.run(mount, check=True)
        with _at_work(folder / "instance") as app:
            assert both(app.extensions["tisserand"].repository) == facts
            assert app.extensions["tisserand"].hindrance is None
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=False)


def test_a_change_holds_where_what_is_derived_from_it_finds_no_room(
    disk: Disk, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The journal is on another disk: the site goes on from memory, and what is derived is made again later."""
    elsewhere = {"DATABASE_URL": f"sqlite:///{tmp_path / 'journal.sqlite'}"}
    with _at_work(disk.folder / "instance", **elsewhere) as app:
        repository = app.extensions["tisserand"].repository
        disk.fill()
        for part in range(8):
            names = {label(f"network/{part}-{number}", f"Réseau {number}") for number in range(2_000)}
            assert repository.commit(draft(names))
            assert len([*repository.public.facts(source=TOWN_SOURCE)]) >= 2_000 * (part + 1)
        expected = both(repository)
        assert "n’a pas pu être écrit (le disque est plein) : il est gardé en mémoire" in caplog.text
        assert "Réseau 1999" in app.test_client().get("/fiche/network/7-1999").text
    disk.make_room()
    with _at_work(disk.folder / "instance", **elsewhere) as app:
        assert both(app.extensions["tisserand"].repository) == expected


# --- the server -----------------------------------------------------------------------------------------------------


class Visited:
    """A server as its visitors meet it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def ask(self, path: str, form: dict[str, list[str]] | None = None) -> tuple[int, str]:
        """The status and the text of an answer; a form is sent from a page of the site."""
        data = urlencode(form, doseq=True).encode() if form else None
        known = {
            "Origin": self.url,
            "Accept": "text/html",
            "User-Agent": "canari",
            "Cookie": "tisserand-session=canari",
        }
        asked = urllib.request.Request(self.url + path, data, known)
        try:
            with urllib.request.urlopen(asked, timeout=LONG) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def sent(self, form: dict[str, list[str]], wanted: int) -> str:
        """The page after a form, once it is answered with that status: one that comes at once seems a program's."""
        pages: list[str] = []

        def is_answered() -> bool:
            status, page = self.ask("/orientation/bon?mot=canari", form)
            pages.append(page)
            return status == wanted

        until(is_answered)
        return pages[-1]

    def health(self) -> dict[str, Any]:
        """What is said to whoever watches."""
        return dict(json.loads(self.ask("/sante")[1]))

    def form(self) -> dict[str, list[str]]:
        """The form of a slip, ready to be sent."""
        asked = self.ask("/orientation?commune=Tours&besoin=file-sharing")[1]
        (address,) = re.findall(r'href="(/orientation/bon[?][^"]+)"', asked)[:1]
        found = hidden(self.ask(unescape(address))[1])
        assert found["jeton"]
        return found

    def says(self) -> bool:
        """Whether pages say that nothing can be saved."""
        return SAID in self.ask("/glossaire?lang=fr")[1].replace("\u00a0", " ").replace("\n", " ")


@contextmanager
def _served(instance: Path, **more: str) -> Iterator[tuple[Visited, int]]:
    """A server, and the process that answers."""
    port = free_port()
    environment = {**os.environ, "INSTANCE": str(instance), "PORT": str(port), **more}
    command = [sys.executable, "-m", "web.app.server"]
    with (
        (instance / LOG).open("a") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=log, text=True) as server,
    ):
        assert server.stdout is not None
        try:
            assert "répond" in server.stdout.readline()
            yield Visited(port), children(server.pid)[0]
        finally:
            server.terminate()


def test_a_process_that_may_write_no_more_is_read_and_writes_again(tmp_path: Path) -> None:
    """Where nobody may mount a disk: no file of the process may grow any more."""
    tmp_path.chmod(0o755)
    with _served(tmp_path) as (site, worker):
        form = site.form()
        assert [path.name for path in tmp_path.rglob("*") if path.lstat().st_mode & 0o077] == [LOG]
        most = resource.prlimit(worker, resource.RLIMIT_FSIZE)
        resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, most[1]))
        assert 'name="jeton"' in site.sent(form, 503)
        assert site.says()
        assert site.health()["status"] == "degraded"
        assert site.ask("/annuaire")[0] == 200
        resource.prlimit(worker, resource.RLIMIT_FSIZE, most)
        until(lambda: not site.says())
        assert site.sent(form, 200)  # led to the slip
        assert site.health()["status"] == "ok"


def test_a_database_that_stops_and_starts_again(postgresql: Cluster, tmp_path: Path) -> None:
    url = postgresql.new_database()
    try:
        with _served(tmp_path, DATABASE_URL=url) as (site, _):
            form, before = site.form(), site.health()
            assert before["status"] == "ok"
            postgresql.stop()
            asked = [site.sent(form, 503) for _ in range(3)]
            log = (tmp_path / LOG).read_text()
            # One record each, under the number of the page; nothing of the form, nor the password of the base.
            assert [log.count(re.findall(r"<code>(\w{8})</code>", page)[0]) for page in asked] == [1] * 3
            assert not [secret for secret in ("canari", PASSWORD, form["jeton"][0]) if secret in log]
            assert site.says()
            assert site.health()["writing"]["why"] == "unreachable"
            assert site.ask("/annuaire")[0] == 200
            postgresql.start()
            until(lambda: not site.says())
            assert site.sent(form, 200)
        postgresql.stop()
        with _served(tmp_path, DATABASE_URL=url) as (site, _):  # the database is away at the start
            assert site.says()
            health = site.health()
            assert (health["triples"], health["status"]) == (before["triples"], "degraded")
            form = site.form()
            assert site.sent(form, 503)
            postgresql.start()
            until(lambda: not site.says())
            assert site.sent(form, 200)
            assert site.health()["status"] == "ok"
    finally:
        if not postgresql._answers():
            postgresql.start()


# --- what it costs to be watched ------------------------------------------------------------------------------------


def test_health_reads_no_more_of_ten_thousand_actors_than_of_ten(tmp_path: Path) -> None:
    with _at_work(tmp_path) as app:
        ecosystem = app.extensions["tisserand"]
        client = app.test_client(use_cookies=False)

        def cost() -> int:
            client.get("/sante")
            return steps(lambda: client.get("/sante"))

        few = cost()
        actors = [f"organisation/many-{number}" for number in range(10_000)]
        added = {label(actor, f"Acteur {actor}") for actor in actors}
        added |= {fact(actor, RDF.type, ORG.FormalOrganization) for actor in actors}
        added |= {fact(actor, TIS.confirmedOn, date_literal(DAY)) for actor in actors}
        assert ecosystem.repository.commit(draft(added))
        assert client.get("/sante").json["freshness"]["verified"] > 10_000
        assert cost() <= few * 1.1
