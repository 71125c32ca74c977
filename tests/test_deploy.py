# SPDX-License-Identifier: AGPL-3.0-or-later
"""What is shipped to put a site online names what is there, and the lock is what requirements.txt asks for."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from deploy.lock import ASKED, LOCK, problems, read_lock
from graph.deliveries.pending import MOST_BYTES
from graph.settings import ROOT
from tests.test_documentation import _settings_read

DEPLOY = ROOT / "deploy"
GUIDE = (ROOT / "docs" / "guides" / "mettre-en-ligne.md").read_text(encoding="utf-8")
ASKS, LOCKED = ASKED.read_text(encoding="utf-8"), LOCK.read_text(encoding="utf-8")


def _without(name: str) -> str:
    """The lock without a package."""
    return re.sub(rf"(?ms)^{name}==.*?(?=^\S)", "", LOCKED)


def test_the_lock_holds_what_is_asked_for_and_no_address() -> None:
    assert list(problems(ASKS, LOCKED)) == []
    assert len(read_lock(LOCKED)) > len(re.findall(r"^\w", ASKS, re.MULTILINE)), "what packages need is there too"


@pytest.mark.parametrize(
    ("asks", "locked", "said"),
    [
        (f"{ASKS}\nof-nobody>=1\n", LOCKED, "of-nobody is not in the lock, and requirements.txt asks for it"),
        (ASKS.replace("flask>=3.1,<4", "flask>=99"), LOCKED, "and requirements.txt asks for >=99"),
        (ASKS.replace("segno>=", "# segno>="), LOCKED, "segno is in the lock, and nothing asks for it"),
        (ASKS, _without("flask"), "flask is not in the lock, and requirements.txt asks for it"),
        (ASKS, _without("werkzeug"), "werkzeug is not in the lock, and flask asks for it"),
        (ASKS, re.sub(r"(?m)^werkzeug==[\d.]+", "werkzeug==0.9", LOCKED), "at 0.9 in the lock, and flask asks for"),
        (ASKS, LOCKED.replace("flask==", "flask>="), "flask has no single version"),
        (ASKS, f"{LOCKED}pytest==9.0.0\n", "pytest has no sum"),
        (ASKS, f"--index-url https://packages.example/simple\n{LOCKED}", "where packages come from"),
        (ASKS, LOCKED.replace("flask==3", "flask @ https://packages.example/flask-3"), "where packages come from"),
    ],
    ids=["new", "out of range", "left", "gone", "need gone", "need too old", "not exact", "no sum", "index", "address"],
)  # fmt: skip
def test_a_lock_that_drifts_is_told(asks: str, locked: str, said: str) -> None:
    assert any(said in sentence for sentence in problems(asks, locked))


def test_what_the_container_copies_is_there_and_let_through() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = [name for line in re.findall(r"^COPY (?!--)(.+) \S+$", text, re.MULTILINE) for name in line.split()]
    assert {"app.py", "graph", "web", "requirements.lock"} <= set(copied)
    assert not [name for name in copied if not (ROOT / name).exists()]
    let = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(let) == sorted(copied)
    assert "--require-hashes" in text
    assert re.search(r"^USER \d+$", text, re.MULTILINE), "not root"


def test_files_to_install_agree_with_one_another_and_with_the_guide() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in DEPLOY.iterdir() if path.is_file()}
    told = {name for name in texts if f"deploy/{name}" in GUIDE}
    assert told == texts.keys() - {"lock.py"}
    settings = dict(re.findall(r"^([A-Z_]+)=(.+)$", texts["tisserand.env"], re.MULTILINE))
    assert settings.keys() <= _settings_read()
    assert settings["TRUSTED_PROXIES"] == "1"
    named = [name for name, text in texts.items() if "tisserand.example.org" in text]
    assert sorted(named) == ["Caddyfile", "nginx.conf", "tisserand.env"]
    assert all(f's/tisserand.example.org/$nom/" deploy/{name}' in GUIDE for name in named)
    for name in ("Caddyfile", "nginx.conf", "nginx-path.conf"):
        assert f"127.0.0.1:{settings['PORT']}" in texts[name]
    for name in ("tisserand.service", "tisserand-backup.service"):
        assert f"/var/lib/{re.findall(r'StateDirectory=(.+)', texts[name])[0]}" in GUIDE
        assert "EnvironmentFile=/etc/tisserand.env" in texts[name]


def test_a_command_has_the_settings_as_the_unit_has_them(tmp_path: Path) -> None:
    """With values that a shell would take apart, or run."""
    settings = {"AREA": "37 41", "DATABASE_URL": "postgresql://a:$b&c@localhost/d?e=`f`", "PORT": "5000"}
    lines = ["# Des réglages", "", 'AREA="37 41"', f"DATABASE_URL={settings['DATABASE_URL']}", "PORT=5000"]
    (tmp_path / "settings").write_text("\n".join(lines), encoding="utf-8")
    script = (DEPLOY / "tisserand.sh").read_text(encoding="utf-8").replace("/etc/tisserand.env", f"{tmp_path}/settings")
    script, found = re.subn(r"runuser .+ \"\$@\"", 'printenv "$@"', script)
    assert found == 1
    for name, value in settings.items():
        told = subprocess.run(["sh", "-c", script, "tisserand", name], capture_output=True, text=True, check=True)
        assert told.stdout == f"{value}\n"


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-path.conf", "Caddyfile"])
def test_files_that_moderators_bring_pass_what_stands_in_front(name: str) -> None:
    """On the page that takes them, and there alone: with room for the rest of the form."""
    text = (DEPLOY / name).read_text(encoding="utf-8")
    bounds = [int(size) for size in re.findall(r"(?:client_max_body_size|max_size) (\d+)m", text, re.IGNORECASE)]
    assert sorted(bounds) == [4, MOST_BYTES // 1024**2 + 1]
    assert "/entre-professionnels/importer" in text
