# SPDX-License-Identifier: AGPL-3.0-or-later
"""Scripts are given as they are written: modules under one mark, all that an entry imports named in its page."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask.testing import FlaskClient

from tests.test_architecture import ROOT
from web.app.recent import all_recent
from web.app.scripts import mark, modules

WRITTEN = sorted(path for path in (ROOT / "web").rglob("*.js"))
MAP, DESK = "map/scripts/main.js", "referral/script.js"
# What a reader would see: texts with an accent, a French quotation mark, or several words.
SEEN = re.compile(r"[À-ÿ«»’…]|^[A-Z][a-z]+ ")
# What browsers give to encrypted pages alone: a room is served over plain http.
SECURE_ONLY = re.compile(
    r"crypto\.(?:subtle|randomUUID)|serviceWorker|\bcaches\b|cookieStore"
    r"|navigator\.(?:clipboard|geolocation|locks|mediaDevices|share|storage|wakeLock)"
)
ASKED_FIRST = re.compile(r"if \([^\n]*navigator\.clipboard\b|!navigator\.clipboard|window\.isSecureContext")
TEXT = re.compile(r'"((?:\\.|[^"\\\n])*)"')


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.mark.parametrize(
    ("address", "entry"), [("/carte?vue=reseaux", MAP), ("/orientation", DESK), ("/", "page.js")], ids=str
)
def test_a_page_names_its_script_and_all_that_this_one_imports(client: FlaskClient, address: str, entry: str) -> None:
    page = page_of(client, address)
    prefix = f"/static/scripts/{mark()}/"
    assert re.search(rf'<script [^>]*src="{prefix}{entry}"', page)
    ahead = re.findall(r'<link rel="modulepreload" href="([^"]+)">', page)
    assert set(ahead) >= {prefix + name for name in modules(entry)[1:]}
    for script in [prefix + entry, *ahead]:
        answer = client.get(script, buffered=True)
        assert answer.status_code == 200
        assert answer.mimetype == "text/javascript"
        assert "immutable" in answer.headers["Cache-Control"]
        # What is only said of types stays in the sources.
        assert not re.search(r"^\s*(/\*\*[^/]*\*/$| \* @)", answer.get_data(as_text=True), re.MULTILINE)
        # Each import is one of those named, under the same mark.
        for near in re.findall(r'^import .*"(\..*)";$', answer.get_data(as_text=True), re.MULTILINE):
            assert urljoin(script, near) in ahead


def test_modules_are_found_through_each_other() -> None:
    found = modules(MAP)
    assert found[0] == MAP
    assert len(found) == len(set(found))
    # Not imported by the first: by one that it imports.
    assert "map/scripts/paint.js" in found
    assert modules(DESK) == [DESK, "elements.js", "suggest.js", "referral/nearest.js"]


def test_scripts_are_read_once_between_two_changes(client: FlaskClient) -> None:
    page_of(client, "/carte?vue=reseaux")
    known = len(all_recent(client.application)["scripts"])
    page_of(client, "/carte?vue=besoins")
    # The mark, and what each entry of the page imports.
    assert len(all_recent(client.application)["scripts"]) == known >= 3


def test_an_older_page_is_given_the_scripts_of_today(client: FlaskClient) -> None:
    old = client.get(f"/static/scripts/0123456789/{MAP}", buffered=True)
    today = client.get(f"/static/scripts/{mark()}/{MAP}", buffered=True)
    assert old.status_code == today.status_code == 200
    assert old.data == today.data
    assert "immutable" not in old.headers["Cache-Control"]
    one_file = client.get("/carte/carte.js")
    assert one_file.status_code == 302
    assert one_file.location == f"/static/scripts/{mark()}/{MAP}"


@pytest.mark.parametrize("name", ["map/view.py", "../scripts.py", "nobody.js", "map/templates/show.html"])
def test_only_scripts_that_exist_are_given(client: FlaskClient, name: str) -> None:
    assert client.get(f"/static/scripts/{mark()}/{name}").status_code == 404


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT / "web").as_posix())
def test_a_script_is_written_to_be_read(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("// SPDX-License-Identifier: AGPL-3.0-or-later\n// ")
    assert max(map(len, text.splitlines())) <= 120
    # Words come with the page, in its language.
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("//", "*", "/*"))]
    assert not [said for line in lines for said in TEXT.findall(line) if SEEN.search(said)]


def test_scripts_do_without_what_only_encrypted_pages_have() -> None:
    """Each family of scripts that would use it asks first whether it is there."""
    families: dict[Path, str] = {}
    for path in WRITTEN:
        families[path.parent] = families.get(path.parent, "") + path.read_text(encoding="utf-8")
    used = {folder: {found[0] for found in SECURE_ONLY.finditer(text)} for folder, text in families.items()}
    assert set().union(*used.values()) <= {"navigator.clipboard", "navigator.geolocation"}
    assert all(ASKED_FIRST.search(families[folder]) for folder, names in used.items() if names)
