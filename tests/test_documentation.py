# SPDX-License-Identifier: AGPL-3.0-or-later
"""What README, CONTRIBUTING and the guides name is there: settings, commands, addresses, paths, pictures, figures."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.exceptions import MethodNotAllowed, NotFound
from werkzeug.routing import MapAdapter, RequestRedirect

from graph.entry.sessions import OWN, SHARED
from graph.settings import FORMER, ROOT, Settings
from graph.slips.number import LENGTH
from tests.applications import application
from web.cli.invite import DAYS
from web.site.referral.steps import STEPS

README = ROOT / "README.md"
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
PAGES = [README, ROOT / "CONTRIBUTING.md", *GUIDES]
CODE = [path for folder in ("graph", "exports", "web") for path in sorted((ROOT / folder).rglob("*.py"))]
QUOTED = re.compile(r"`([^`\n]+)`")
FENCED = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
# Names in capitals that are not settings: what stands for a word of the reader, and a name of the code.
NOT_SETTINGS = {"COMMAND", "FILE", "FORMAT", "CODE", "FORMER", "RANKS", "N"}
# Settings of earlier releases: taken and told, no longer documented.
LEFT = {former.name for former in FORMER}
# What programs of the system are told, outside the project.
SYSTEM = ("/etc/", "/opt/", "/var/", "/usr/")
WORDS = {5: "cinq", 9: "neuf", 12: "douze", 1: "une"}


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _quoted(path: Path) -> set[str]:
    """What a page writes as code, in its sentences."""
    return set(QUOTED.findall(FENCED.sub("", path.read_text(encoding="utf-8"))))


def _shell(path: Path) -> Iterator[str]:
    """The lines that a page gives to type, without their comments."""
    for language, block in FENCED.findall(path.read_text(encoding="utf-8")):
        if language in ("", "sh", "bash"):
            yield from (stripped for line in block.splitlines() if (stripped := line.partition(" #")[0].strip()))


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    return application(tmp_path_factory.mktemp("documented"), ())


def _settings_read() -> set[str]:
    """The variables that the settings are read from."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "graph" / "settings").glob("*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if re.fullmatch(r"[A-Z]+(_[A-Z]+)*", text)} - NOT_SETTINGS - LEFT


def test_every_setting_is_told_and_every_setting_told_is_read() -> None:
    table = README.read_text(encoding="utf-8").partition("## Settings")[2].partition("\n## ")[0]
    told = set(re.findall(r"^\| `([A-Z_]+)` \|", table, re.MULTILINE))
    assert told == _settings_read()


def test_every_setting_does_something() -> None:
    """What is read from the environment is asked for by something else than the settings themselves."""
    code = "".join(
        path.read_text(encoding="utf-8") for path in [ROOT / "app.py", *CODE] if path.parent.name != "settings"
    )
    unused = {name for name in Settings.__dataclass_fields__ if f"settings.{name}" not in code}
    assert not unused


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_settings_in_sentences_and_lines_to_type_are_read(path: Path) -> None:
    known = _settings_read() | NOT_SETTINGS
    quoted = {text for text in _quoted(path) if re.fullmatch(r"[A-Z]{3,}(_[A-Z]+)*", text)}
    typed = {name for line in _shell(path) for name in re.findall(r"\b([A-Z_]{3,})=", line)}
    assert (quoted | typed) <= known | {"LAN"}


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_what_make_is_asked_for_is_there(path: Path) -> None:
    lines = [*_shell(path), *_quoted(path)]
    asked = {target for line in lines for target in re.findall(r"\bmake ([a-z][a-z-]*)", line)}
    assert asked <= _targets()


def _commands(path: Path) -> Iterator[list[str]]:
    """The commands of the product that a page names, with their words."""
    for line in [*_shell(path), *_quoted(path)]:
        found = re.search(r"\bflask (?:--app app )?([a-z]+(?:-[a-z]+)*.*)", line)
        if found:
            yield found.group(1).split()


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_commands_are_there_with_their_options(path: Path, app: Flask) -> None:
    for name, *words in _commands(path):
        command = app.cli.commands.get(name)
        assert command is not None, f"no command {name}"
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options | {"--help"}


def test_every_command_is_in_readme(app: Flask) -> None:
    text = README.read_text(encoding="utf-8").partition("## Command line")[2].partition("\n## ")[0]
    own = {name for name, command in app.cli.commands.items() if command.callback.__module__.startswith("web.")}
    told = {quoted.split()[0] for quoted in QUOTED.findall(text)}
    assert own - {"docs"} <= told


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_addresses_are_answered(path: Path, app: Flask) -> None:
    with app.app_context():
        urls = app.url_map.bind("localhost")
        for address in sorted(text for text in _quoted(path) if text.startswith("/") and not text.startswith(SYSTEM)):
            place = re.sub(r"<[^>]+>", "x", address.partition("?")[0])
            assert _is_answered(urls, place), f"nothing answers at {address}"


def _is_answered(urls: MapAdapter, place: str) -> bool:
    """Whether something answers there, be it by another address or to another method."""
    try:
        urls.match(place)
    except NotFound:
        return False
    except (RequestRedirect, MethodNotAllowed):
        return True
    return True


@pytest.mark.parametrize("path", PAGES, ids=_name)
def test_paths_lead_somewhere(path: Path) -> None:
    linked = re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8"))
    assert not [name for name in linked if not (path.parent / name).exists()]
    for text in _quoted(path):
        if re.fullmatch(r"[\w./<>*-]*/[\w./<>*-]*", text) and text[0] != "/" and not text.startswith("instance/"):
            assert list(ROOT.glob(re.sub(r"<[^>]+>", "*", text.rstrip("/")))), f"no {text}"


def test_figures_of_the_guides_are_those_of_the_code() -> None:
    """A constant that changes makes the sentence false that names it."""
    entry, desk = (path.read_text(encoding="utf-8") for path in GUIDES if path.stem.startswith(("entre-", "orienter")))
    hosting = next(path for path in GUIDES if path.stem.startswith("heberger")).read_text(encoding="utf-8")
    assert f"valable {DAYS} jours" in entry
    assert (OWN.idle, OWN.most) == (7 * 86_400, 30 * 86_400), "« une semaine sans visite ou un mois en tout »"
    assert (SHARED.idle, SHARED.most) == (3_600, 12 * 3_600), "« une heure … ou douze heures en tout »"
    assert f"en {WORDS[len(STEPS)]} écrans" in desk
    assert f"un numéro de {WORDS[LENGTH]} signes" in desk
    assert "Python 3.11" in hosting
    assert "Python 3.11" in README.read_text(encoding="utf-8")
    assert 'target-version = "py311"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


NAMED = re.compile(r'\b(?:kept\(f?|recent\(current_app, |all_recent\(\w+\)\[)"([^"{]*[^"{ ])')


def test_every_memory_is_told() -> None:
    """What is remembered between requests has its line in the page that says what pays for it."""
    page = (ROOT / "docs" / "memory.md").read_text(encoding="utf-8")
    code = "".join(path.read_text(encoding="utf-8") for path in CODE)
    names = set(NAMED.findall(code))
    assert len(names) > 15
    assert not [name for name in sorted(names) if f"`{name}" not in page]
