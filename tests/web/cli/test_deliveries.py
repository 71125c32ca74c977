# SPDX-License-Identifier: AGPL-3.0-or-later
"""`flask import`: what would change is shown, what is wrong waits, the rest is one change that is undone in one go."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from graph.settings import ROOT
from tests.applications import application
from tests.web.cli.conftest import Run

HEAD = "Nom;Commune;Téléphone;Courriel;Site web;Réf. interne;Besoins\n"
ROWS = (
    "Le Phare;Tours;02 61 91 00 01;phare@example.org;https://phare.example.org;A1;comptabilité\n",
    "La Forge;Tours;02 61 91 00 02;forge@example.org;https://forge.example.org;A2;comptabilité\n",
    "Le Four;Tours;02 61 91 00 03;four@mairie;https://four.example.org;A3;comptabilité\n",
    "La Halle;Tours;02 61 91 00 04;halle@example.org;https://halle.example.org;A4;comptabilité\n",
)


def table(folder: Path, *rows: str, head: str = HEAD) -> Path:
    """A file of these rows."""
    path = folder / "hours.csv"
    path.write_text(head + "".join(rows), encoding="utf-8")
    return path


def test_nothing_is_written_before_somebody_says_what_may_be_done_with_it(run: Run, tmp_path: Path) -> None:
    result = run("import", table(tmp_path, *ROWS), "--source", "Maison")
    assert result.exit_code == 1
    assert "--licence" in result.stderr
    assert "odbl" in result.stderr
    wrong = run("import", table(tmp_path, *ROWS), "--licence", "libre")
    assert (wrong.exit_code, wrong.stderr.count("\n")) == (1, 1)
    nameless = run("import", table(tmp_path, *ROWS), "--source", "🎉", "--licence", "cc0")
    assert (nameless.exit_code, "ni lettre ni chiffre" in nameless.stderr) == (1, True)


def test_a_file_is_shown_first_then_enters_and_leaves_in_one_go(run: Run, tmp_path: Path) -> None:
    asked = ("import", table(tmp_path, *ROWS), "--source", "Maison", "--licence", "etalab-2.0")
    shown = run(*asked, "--dry-run")
    assert shown.exit_code == 1, "a row is to be corrected"
    assert "ligne 4" in shown.output
    assert "colonne « Réf. interne » : laissée" in shown.output
    assert run("history").output == "Le journal est vide.\n"
    aside = tmp_path / "aside.csv"
    nothing = run("import", table(tmp_path, ROWS[2]), "--source", "Autre", "--licence", "cc0")
    assert (nothing.exit_code, "aucune ligne ne peut entrer" in nothing.stderr) == (1, True)
    done = run("import", table(tmp_path, *ROWS), *asked[2:], "--aside", aside)
    assert done.exit_code == 0, "the others enter"
    assert "Modification 2" in done.stderr
    assert "Le Phare" in run("search", "le phare").output
    assert "Le Four" not in run("search", "le four").output
    assert "Le Phare" in run("refer", "--commune", "Tours", "--need", "Tenir la comptabilité").output
    with aside.open(encoding="utf-8-sig", newline="") as file:
        head, (name, *_, why) = list(csv.reader(file, delimiter=";"))
    assert head[:-1] == HEAD.strip().split(";")
    assert (name, "Courriel" in why) == ("Le Four", True)
    # What was settled is not asked again, and the row that was corrected completes the others.
    aside.write_text(
        aside.read_text(encoding="utf-8-sig").replace("four@mairie;", "four@example.org;"), encoding="utf-8"
    )
    assert "Modification 3" in run("import", aside, "--source", "Maison", "--complete").stderr
    assert "Le Phare" in run("search", "le phare").output
    assert "Le Four" in run("search", "le four").output
    mended = table(tmp_path, *ROWS[:2], ROWS[2].replace("mairie", "example.org"), ROWS[3])
    again = run("import", mended, "--source", "maison", "--dry-run", "--json")
    counts = json.loads(again.stdout)["counts"]["organisation"]
    assert (again.exit_code, counts) == (0, {"new": 0, "changed": 0, "same": 4, "gone": 0})
    for number in (3, 2):
        assert run("undo", number).exit_code == 0
    assert "Le Phare" not in run("search", "le phare").output


def test_what_has_disappeared_is_asked_about_when_it_is_much(run: Run, tmp_path: Path) -> None:
    asked = ("--source", "Maison", "--licence", "ici")
    run("import", table(tmp_path, *ROWS[:2], ROWS[3]), *asked)
    fewer = table(tmp_path, ROWS[0])
    refused = run("import", fewer, *asked)
    assert refused.exit_code == 1
    assert "--gone" in refused.stderr
    shown = json.loads(run("import", fewer, *asked, "--dry-run", "--json").stdout)
    assert shown["counts"]["organisation"] == {"new": 0, "changed": 0, "same": 1, "gone": 2}
    assert [
        thing["label"] for thing in shown["things"] if (thing["kind"], thing["fate"]) == ("organisation", "gone")
    ] == ["La Forge", "La Halle"]
    assert run("import", fewer, *asked, "--gone", "remove").exit_code == 0
    assert json.loads(run("import", fewer, *asked, "--dry-run", "--json").stdout)["counts"]["organisation"]["gone"] == 0


def test_a_row_that_is_a_known_card_is_told_then_merged_unless_somebody_asks(run: Run, tmp_path: Path) -> None:
    head, number = "Nom;Commune;SIRET\n", "73282932000074"
    run("import", table(tmp_path, f"Le Phare;Tours;{number}\n", head=head), "--source", "Maison", "--licence", "cc0")
    asked = (
        "import",
        table(tmp_path, f"LE PHARE;Tours;{number}\n", head=head),
        "--source",
        "Ville",
        "--licence",
        "cc0",
    )
    apart = json.loads(run(*asked, "--dry-run", "--json", "--no-merge").stdout)
    assert ([pair["recognised"] for pair in apart["duplicates"]], apart["merged"]) == ([True], [])
    shown = json.loads(run(*asked, "--dry-run", "--json").stdout)
    assert [(pair["row"], pair["kept"].rpartition("/")[2]) for pair in shown["merged"]] == [(2, "maison-le-phare")]
    done = run(*asked)
    assert "Déjà connues : 1 ligne." in done.output
    assert "1 fiche rapprochée d’office" in done.stderr
    assert run("search", "le phare", "--json").output.count("maison-le-phare") == 1


BAD = {
    "an empty file": b"",
    "an image called a table": b"\x89PNG\r\n\x1a\n" + bytes(99),
    "a page of the web": b"<!doctype html><html><body>Bonjour</body></html>",
    "titles alone": HEAD.encode(),
}


@pytest.mark.parametrize("content", BAD.values(), ids=BAD)
def test_a_file_that_is_none_is_one_french_line(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(content)
    result = run("import", path, "--licence", "cc0")
    assert (result.exit_code, result.stderr.count("\n")) == (1, 1)
    assert result.stderr.startswith("Erreur : file.csv")
    for wrong in (run("import", tmp_path / "nowhere.csv"), run("import", path, "--mapping", tmp_path / "nowhere.toml")):
        assert (wrong.exit_code, "n’existe pas" in wrong.stderr) == (1, True)


class FieldServer(BaseHTTPRequestHandler):
    """A site that gives a table, a page or nothing."""

    def do_GET(self) -> None:
        content = {"/hours.csv": (HEAD + ROWS[0]).encode(), "/page": BAD["a page of the web"]}.get(self.path, b"")
        self.send_response(200 if content else 500)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing is told."""


@pytest.fixture
def site() -> Iterator[str]:
    """`127.0.0.1:port` of a site of the field."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(FieldServer))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_an_address_is_read_like_a_file(tmp_path: Path, site: str) -> None:
    app = application(tmp_path / "instance", [ROOT / "tests" / "ecosystem.ttl"], FETCH_ALLOWED=site)
    runner = app.test_cli_runner()
    asked = ["--source", "Maison", "--licence", "odbl"]
    done = runner.invoke(args=["import", f"http://{site}/hours.csv", *asked])
    assert "Modification 2" in done.stderr
    for path in ("page", "nothing"):
        wrong = runner.invoke(args=["import", f"http://{site}/{path}", *asked])
        assert (wrong.exit_code, wrong.stderr.count("\n")) == (1, 1)
    private = runner.invoke(args=["import", f"http://localhost:{site.partition(':')[2]}/hours.csv", *asked])
    assert "publiques" in private.stderr
