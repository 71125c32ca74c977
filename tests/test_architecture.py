# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house holds: imports run one way, each library has one door, modules say what they hold, functions are short."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tinycss2
from tinycss2.color4 import parse_color

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ["graph", "exports", "web", "app"]
CODE = [
    path
    for path in (
        ROOT / "app.py",
        *sorted(ROOT.glob("graph/**/*.py")),
        *sorted(ROOT.glob("exports/**/*.py")),
        *sorted(ROOT.glob("web/**/*.py")),
    )
    if path.exists()
]
TEMPLATES = sorted(ROOT.glob("web/**/templates/**/*.html"))
STYLES = sorted(path for name in ("web", "exports") for path in ROOT.glob(f"{name}/**/*.css"))
LONGEST_LINE = 120
# Who alone may import a library: the door through which it comes in.
DOORS = {
    "pyvis": {"web/site/map/drawing.py"},
    "pyshacl": {"graph/validation/"},
    "sqlalchemy": {
        "graph/columns.py",
        "graph/database.py",
        "graph/stores.py",
        "graph/migrations/",
        "graph/storage/",
        "graph/callbacks/",
        "graph/claims/",
        "graph/contributions/",
        "graph/entry/",
        "graph/keepers/",
        "graph/people/",
        "graph/mail/",
        "graph/skills/",
        "graph/slips/",
        "graph/subscriptions/",
        "graph/synonyms/",
        "graph/workshops/",
    },
    "itsdangerous": {"graph/entry/", "web/app/guard.py"},
    "authlib": {"graph/openid/"},
    "joserfc": {"graph/openid/"},
    "requests": {"graph/openid/"},
    "flask": {"web/", "app.py"},
    "jinja2": {"web/"},
    "click": {"web/"},
    "fontTools": {"web/app/fonts.py", "graph/fonts/", "exports/maps/_lettering.py"},
    "anyascii": {"exports/maps/_lettering.py"},
    "reportlab": {"exports/_pdf.py", "exports/maps/_lettering.py", "exports/handouts/_setting.py"},
    "icalendar": {"exports/sheets/ics.py", "graph/sources/agenda.py"},
    "dateutil": {"graph/sources/_occurrences.py"},
    "pypdfium2": {"exports/maps/png.py"},
    "tinycss2": {"exports/maps/_styles.py"},
    "cssselect2": {"exports/maps/_styles.py"},
    "python_calamine": {"graph/sheets/_sheet.py"},
    "openpyxl": {"graph/sources/_filled/workbook.py", "exports/xlsx.py"},
    "stream_write_ods": {"exports/ods.py"},
    "charset_normalizer": {"graph/sheets/_encoding.py"},
    "opening_hours": {"graph/text/opening.py"},
    "pyrage": {"graph/backup/sealing.py"},
}
# Inside graph/, a family imports only from the rows above its own; those of the first row may know each other.
RANKS = [
    {"chain", "errors", "clock", "folders", "lan", "licences", "namespaces", "settings", "plugins", "recent", "text"}
    | {"digests", "fetch", "heap", "mail_server", "remaining", "tone"},
    {"rdf", "migrations", "sheets", "openid"},
    {"database", "columns"},
    {"stores"},
    {"model", "entry", "fonts", "colours"},
    {"territory", "entity", "search", "diagnosis", "people"},
    {"validation"},
    {"storage"},
    {"mail"},
    {"contributions", "slips", "stories", "arguments", "mindmaps", "referral", "sources", "synonyms", "identity"}
    | {"callbacks", "chronicle", "claims", "keepers", "skills", "subscriptions", "workshops"},
    {"layout", "coverage", "expertise", "backup", "observatory", "rescue", "deliveries"},
    {"erasure", "forms", "travelling"},
    {"readings"},
    {"due"},
]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@dataclass(frozen=True)
class Read:
    """What the rules ask of a module, read once for all of them."""

    own: str  # its name as imports say it
    imports: frozenset[str]
    top_imports: frozenset[str]  # what is imported when the module is: not inside functions, nor for types alone
    texts: frozenset[str]
    says: str  # its docstring
    classes: tuple[str, ...]
    functions: tuple[tuple[str, int, int], ...]  # name, lines, parameters


@cache
def _read(path: Path) -> Read:
    tree = ast.parse(_text(path))
    nodes = list(ast.walk(tree))
    found = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    found |= {node.module for node in nodes if isinstance(node, ast.ImportFrom) and node.module}
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    top = [node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module]
    names = {f"{node.module}.{alias.name}" for node in top for alias in node.names} | {str(n.module) for n in top}
    return Read(
        own=own,
        imports=frozenset(found),
        top_imports=frozenset(names - {own}),
        texts=frozenset(n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)),
        says=ast.get_docstring(tree) or "",
        classes=tuple(node.name for node in tree.body if isinstance(node, ast.ClassDef)),
        functions=tuple(
            (node.name, (node.end_lineno or 0) - node.lineno + 1, len(node.args.args) + len(node.args.kwonlyargs))
            for node in nodes
            if isinstance(node, ast.FunctionDef)
        ),
    )


def test_there_is_something_to_look_at() -> None:
    """The rules below go through lists, of which none is empty."""
    assert len(CODE) > 400
    assert len(TEMPLATES) > 50
    assert len(STYLES) > 5
    assert {"graph.model", "app"} <= {_read(path).own for path in CODE}
    assert all(any(getattr(_read(path), name) for path in CODE) for name in Read.__annotations__)


def _family(module: str) -> str:
    return module.split(".")[1] if module.startswith("graph.") else ""


def _rank(family: str) -> int:
    """The row of a family."""
    for rank, families in enumerate(RANKS):
        if family in families:
            return rank
    raise AssertionError(f"graph/{family} has no row: say where it stands")


def test_imports_run_one_way() -> None:
    wrong = set()
    for path in CODE:
        above = LAYERS[LAYERS.index(path.relative_to(ROOT).parts[0].removesuffix(".py")) + 1 :]
        wrong |= {(_name(path), name) for name in _read(path).imports if name.split(".")[0] in above}
    assert not wrong


def test_the_domain_imports_only_downwards() -> None:
    wrong = set()
    for path in sorted(ROOT.glob("graph/**/*.py")):
        own = path.relative_to(ROOT / "graph").parts[0].removesuffix(".py")
        others = {_family(module) for module in _read(path).imports} - {"", own}
        if own != "__init__":
            wrong |= {(_name(path), other) for other in others if _rank(other) >= max(_rank(own), 1)}
    assert not wrong


def test_each_library_has_one_door() -> None:
    met, wrong = set(), set()
    for path in CODE:
        for library in {name.split(".")[0] for name in _read(path).imports} & set(DOORS):
            met.add(library)
            if not any(_name(path).startswith(door) for door in DOORS[library]):
                wrong.add((_name(path), library))
    assert not wrong
    assert met == set(DOORS)


def test_the_product_knows_nothing_of_its_tests() -> None:
    """It is installed and read without them."""
    for path in CODE:
        read = _read(path)
        assert not {text for text in read.texts if text == "tests" or text.startswith("tests/")}, _name(path)
        assert not {name for name in read.imports if name.split(".")[0] in {"tests", "docs", "benchmarks"}}, _name(path)


MIRRORED = sorted(path for name in LAYERS[:-1] for path in ROOT.glob(f"tests/{name}/**/*.py"))


def test_tests_stand_where_what_they_try_does() -> None:
    folders = {path.parent.relative_to(ROOT / "tests") for path in MIRRORED}
    assert len(folders) > 20
    assert not [folder for folder in folders if not (ROOT / folder).is_dir()]


def test_what_belongs_to_a_family_stands_in_its_folder() -> None:
    names = [path.name.removeprefix("test_") for path in ROOT.glob("tests/graph/*.py")]
    assert names
    assert not [name for name in names if not (ROOT / "graph" / name).is_file()]


ASKS_THE_DAY = re.compile(r"\b(?:date\.today|datetime\.today|datetime\.now|datetime\.utcnow)\(")
# Records keep the moment at which they were really made; invitations end when their time is really over.
TRUE_TIME = {
    "graph/clock.py",
    "graph/storage/journal.py",
    "graph/storage/pulse.py",
    "graph/backup/making.py",
    "graph/backup/restoring.py",
    "graph/migrations/__init__.py",
    "graph/migrations/_journal.py",
    "graph/storage/mirror.py",
    "web/cli/invitations.py",
}


def test_which_day_it_is_has_one_door() -> None:
    """Else pages made on the day that tests hold would be compared with pages of the day outside."""
    places = [*CODE, *sorted(ROOT.glob("tests/**/*.py"))]
    asking = {_name(path) for path in places if ASKS_THE_DAY.search(_text(path))}
    assert asking <= TRUE_TIME, "ask graph.clock which day it is; tests live on tests.instances.DAY"


def test_a_module_says_what_it_holds() -> None:
    licence = "# SPDX-License-Identifier: AGPL-3.0-or-later\n"
    assert not [_name(path) for path in CODE if not _text(path).startswith(licence)]
    assert not [_name(path) for path in CODE if not _read(path).says]


def test_a_class_name_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for path in CODE:
        for name in _read(path).classes:
            if not name.startswith("_"):
                places.setdefault(name, []).append(_name(path))
    assert not {name: found for name, found in places.items() if len(found) > 1}


def test_functions_are_short_and_take_few_parameters() -> None:
    functions = [(_name(path), *function) for path in CODE for function in _read(path).functions]
    assert not [(path, name, lines) for path, name, lines, _ in functions if lines > 30]
    assert not [(path, name, parameters) for path, name, _, parameters in functions if parameters > 6]


# What one territory is called, and its number: its folder in data/ alone may say it.
PLACE = re.compile(r'touraine|indre-et-loire|chinon|"37"', re.IGNORECASE)
KINDS_OF_TEXT = {".py", ".html", ".js", ".css", ".ttl", ".po", ".rq", ".json", ".xml"}


# Where several kinds are named in one line, for they are what a form or a format has room for, not what they are.
ROOM_FOR_KINDS = {
    "graph/sources/",  # the rows of a format of tables
    "graph/readings/news/choosing.py",  # parameters of an address, of which one is no kind
    "graph/readings/referral/callers.py",  # criteria that a doubt concerns
    "graph/readings/skills.py",  # what a colleague may say to know
    "graph/referral/_types.py",
    "graph/synonyms/accepted.py",  # what a word may be another name of
    "graph/validation/model.py",  # families, two of which are called like a kind
    "web/site/account/page.py",  # where a right may be limited
    "web/site/professionals/view.py",
    "web/site/suggestions/natures.py",
    "graph/referral/question.py",
    "graph/referral/names.py",
    "exports/data_inclusion.py",
    "exports/mednum.py",
}


def test_the_ontology_says_what_kinds_are_to_one_another() -> None:
    """Who receives, what is offered, who gathers: flags of classes, which `graph/entity/kinds.py` alone reads."""
    classes = [_text(path) for path in ROOT.glob("ontology/classes/*.ttl")]
    kinds = {kind for text in classes for kind in re.findall(r'tis:kind "([^"]+)"', text)}
    assert len(kinds) > 25
    wrong = [
        (_name(path), node.lineno)
        for path in CODE
        if not any(_name(path).startswith(room) for room in ROOM_FOR_KINDS)
        for node in ast.walk(ast.parse(_text(path)))
        if isinstance(node, ast.Tuple | ast.List | ast.Set) and _names_kinds(node.elts, kinds)
    ]
    assert not wrong
    assert _names_kinds(ast.parse('("network", "post")', mode="eval").body.elts, kinds)  # type: ignore[attr-defined]


def _names_kinds(parts: list[ast.expr], kinds: set[str]) -> bool:
    named = [part.value for part in parts if isinstance(part, ast.Constant)]
    return len(named) > 1 and len(named) == len(parts) and kinds.issuperset(named)


def test_no_code_names_a_territory() -> None:
    folders = [ROOT / name for name in ("graph", "exports", "web", "ontology")]
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in KINDS_OF_TEXT]
    files += [ROOT / "app.py", ROOT / "Makefile"]
    assert not [_name(path) for path in files if PLACE.search(_text(path))]


def test_no_import_circle() -> None:
    graph = {_read(path).own: _read(path).top_imports for path in CODE}
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " → ".join((*above, module))
        if module not in done:
            for other in graph[module] & set(graph):
                visit(other, (*above, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def test_colours_stay_in_the_ontology() -> None:
    colour = re.compile(r"(?<![&\w])#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})\b|\b(?:rgb|hsl)a?\(")
    assert not [(_name(path), found) for path in [*CODE, *TEMPLATES] if (found := colour.findall(_text(path)))]


def test_a_stylesheet_has_no_colour_of_its_own() -> None:
    """It takes them from the generated variables; black, white and greys between them may be said, with any opacity."""
    assert not [(_name(path), found) for path in STYLES if (found := colourful(_text(path)))]


@pytest.mark.parametrize(
    ("style", "found"),
    [
        ("a{color:#0b5fa5}", ["#0b5fa5"]),
        ("a{color:#fbfaf7}", ["#fbfaf7"]),
        ("a{border:1px solid rebeccapurple}", ["rebeccapurple"]),
        ("a{fill:var(--k,tomato)}", ["tomato"]),
        ("@media print{a{--b:hsl(20 50% 40%)}}", ["hsl(20 50% 40%)"]),
        ("a{background:linear-gradient(red,oklch(.5 .2 20))}", ["red", "oklch(.5 .2 20)"]),
        ("a{box-shadow:0 0 2px rgb(20 25 31/.55)}", ["rgb(20 25 31/.55)"]),
        ("a{color:color-mix(in srgb,var(--yes) 30%,gold)}", ["gold"]),
        ("a{color:#fff;fill:transparent;--x:#777;stroke:currentColor;outline:2px solid CanvasText}", []),
        (".red a:hover,#abc{color:var(--red)}", []),
    ],
    ids=["hex", "nearly grey", "name", "fallback", "nested", "gradient", "shadow", "mixed", "neutral", "selectors"],
)  # fmt: skip
def test_colours_of_stylesheets_are_seen(style: str, found: list[str]) -> None:
    assert colourful(style) == found


def colourful(style: str) -> list[str]:
    """Every colour that a stylesheet states and that is no neutral, as it is written."""
    return [one for values in _values(tinycss2.parse_stylesheet(style, True, True)) for one in _colours(values)]


def _values(rules: Iterable[Any]) -> Iterator[list[Any]]:
    """The value of each declaration of rules, at any depth."""
    for rule in rules:
        if rule.type == "declaration":
            yield rule.value
        elif getattr(rule, "content", None):
            yield from _values(tinycss2.parse_blocks_contents(rule.content, True, True))


def _colours(values: list[Any]) -> Iterator[str]:
    for value in values:
        written = tinycss2.serialize([value])
        if value.type in {"hash", "ident", "function"} and (colour := parse_color(value)) is not None:
            if not isinstance(colour, str) and not _is_neutral(colour):
                yield written
        elif value.type == "function":
            yield from _colours(value.arguments)


def _is_neutral(colour: Any) -> bool:
    """Whether red, green and blue are the same number; what is not said by them is no neutral."""
    if colour.space not in {"srgb", "hsl", "hwb"}:
        return False
    return len({round((channel or 0.0) * 255) for channel in colour.to("srgb")[:3]}) == 1


def test_lines_of_templates_and_styles_are_short() -> None:
    lines = [(_name(path), line) for path in [*TEMPLATES, *STYLES] for line in _text(path).split("\n")]
    assert not [(name, line) for name, line in lines if len(line) > LONGEST_LINE]


def test_templates_carry_no_inline_script_or_style() -> None:
    inline = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\b(?:src|type=\"application)\b)")
    assert not [(_name(path), found) for path in TEMPLATES if (found := inline.findall(_text(path)))]


def test_the_project_speaks_of_itself_alone() -> None:
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    forbidden = re.compile("/" + "work/|py" + "pi\\.org|registry\\.npm" + "js|/ro" + "ot/|/home" + "/")
    for name in filter(None, tracked.split("\0")):
        path = ROOT / name
        if (
            path.suffix in {".py", ".ttl", ".md", ".html", ".css", ".js", ".toml", ".txt", ".yaml", ""}
            and path.is_file()
        ):
            found = forbidden.search(path.read_text(encoding="utf-8", errors="ignore"))
            assert not found, f"{name}: {found and found.group()}"
