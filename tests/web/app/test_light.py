# SPDX-License-Identifier: AGPL-3.0-or-later
"""What serves does without what is heavy: it stays in the process that draws, in commands, or is read by nobody."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from graph.settings import ROOT
from tests.web.conftest import TOWN

# What each costs the process that answers, with all that it brings; networkx, numpy and IPython alone are 40 MB.
HEAVY = {"networkx", "numpy", "IPython", "pandas", "jsonpickle", "reportlab", "PIL", "fontTools", "pypdfium2"}
HEAVY |= {"pyshacl", "rdflib", "scipy", "pytest", "pdb", "lxml", "shapely"}
# Of those the process that only keeps the server up has no use either.
KEEPING = {"app", "flask", "jinja2", "werkzeug", "pyoxigraph", "sqlalchemy", "rapidfuzz"}
ASKED = (
    "/", "/annuaire", "/carte", "/carte/vue?vue=besoins", "/carte.json", "/carte.html", "/carte.graphml", "/carte.pdf",
    "/couverture", "/couverture.csv", "/orientation?commune=37072&besoin=website", "/recherche?q=chinon",
    "/export/touraine.gexf", "/export/touraine.graphml", "/export/touraine.ttl",
)  # fmt: skip
SERVES = """
import sys
from pathlib import Path
from werkzeug.test import Client
from app import create_app
from graph.settings import Settings
folder, town, asked = sys.argv[1], sys.argv[2].split("|"), sys.argv[3:]
app = create_app(Settings.from_environment({"INSTANCE": folder, "SECRET_KEY": "k" * 40}), data=[*map(Path, town)])
app.extensions["tisserand"].prepare()
client = Client(app)
for address in asked:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status)
app.extensions["tisserand"].close()
"""


def _read(program: str, *given: str) -> set[str]:
    """The names of what a program of its own has imported in the end."""
    told = subprocess.run(
        [sys.executable, "-c", f"{program}\nimport sys\nprint(*sys.modules)", *given],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip
    assert not told.returncode, told.stderr
    return {name.partition(".")[0] for name in told.stdout.split()}


def test_the_process_that_answers_imports_nothing_heavy(tmp_path: Path) -> None:
    read = _read(SERVES, str(tmp_path), "|".join(map(str, TOWN)), *ASKED)
    assert {"flask", "pyvis"} <= read
    assert not read & HEAVY


def test_the_process_that_keeps_the_server_up_imports_little() -> None:
    assert not _read("import web.app.server, web.app.front_door") & (KEEPING | HEAVY)
