# SPDX-License-Identifier: AGPL-3.0-or-later
"""The house holds: imports run one way, each library has one door, modules say what they hold, functions are short."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

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
# Who alone may import a library: the door through which it comes in.
DOORS = {
    "pyvis": {"web/drawing.py"},
    "pyshacl": {"graph/validation.py"},
    "sqlalchemy": {"graph/database.py", "graph/journal", "graph/publication.py", "graph/entry/", "graph/slips/"},
    "itsdangerous": {"graph/entry/", "web/guard.py"},
    "flask": {"web/", "app.py"},
    "jinja2": {"web/"},
    "click": {"web/"},
    "fontTools": {"web/fonts.py", "graph/fonts/", "exports/maps/_lettering.py"},
    "reportlab": {"exports/maps/_lettering.py", "exports/maps/pdf.py", "exports/handouts/", "exports/sheets/pdf.py"},
    "icalendar": {"exports/sheets/ics.py"},
    "pypdfium2": {"exports/maps/png.py"},
    "tinycss2": {"exports/maps/_styles.py"},
    "cssselect2": {"exports/maps/_styles.py"},
}
# Inside graph/, a module may import only from its own rank or below; families never import each other.
RANKS = [
    {"errors", "namespaces", "settings", "plugins", "folding", "days", "wording"},
    {"dataset", "turtle", "model", "ontology", "nquads", "fetch", "database"},
    {"journal", "store", "entity", "territory", "access", "derivation", "mirror", "fonts", "publication", "entry"},
    {"validation", "search", "identity", "loading", "repository", "backup", "diagnosis", "slips", "arguments"},
    {"mindmaps", "referral", "sources"},
    {"layout", "coverage", "expertise"},
    {"federation", "contributions"},
]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return found | {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.module}


def _family(module: str) -> str:
    return module.split(".")[1] if module.startswith("graph.") else ""


def _rank(family: str) -> int:
    """The rank of a family; `territory_names` stands with `territory`."""
    for rank, families in enumerate(RANKS):
        if any(family == name or family.startswith(f"{name}_") for name in families):
            return rank
    raise AssertionError(f"graph/{family} has no rank: say where it stands")


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_imports_run_one_way(path: Path) -> None:
    layer = LAYERS.index(path.relative_to(ROOT).parts[0].removesuffix(".py"))
    above = set(LAYERS[layer + 1 :])
    assert not {name for name in _imports(path) if name.split(".")[0] in above}


@pytest.mark.parametrize("path", sorted(ROOT.glob("graph/**/*.py")), ids=_name)
def test_the_domain_imports_only_downwards(path: Path) -> None:
    own = path.relative_to(ROOT / "graph").parts[0].removesuffix(".py")
    if own == "__init__":
        return
    for module in _imports(path):
        other = _family(module)
        if other and other != own:
            assert _rank(other) <= _rank(own), f"{own} imports {other}"
            assert not (_rank(own) == _rank(other) == 4), f"families {own} and {other} must not know each other"


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_each_library_has_one_door(path: Path) -> None:
    for library in {name.split(".")[0] for name in _imports(path)} & set(DOORS):
        assert any(_name(path).startswith(door) for door in DOORS[library]), f"{library} has another door"


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_a_module_says_what_it_holds(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# SPDX-License-Identifier: AGPL-3.0-or-later\n")
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("path", CODE, ids=_name)
def test_functions_are_short_and_take_few_parameters(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert node.end_lineno - node.lineno + 1 <= 30, node.name  # type: ignore[operator]
            assert len(node.args.args) + len(node.args.kwonlyargs) <= 6, node.name


def test_no_import_circle() -> None:
    graph = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): _top_imports(path)
        for path in CODE
    }
    done: set[str] = set()

    def visit(module: str, above: tuple[str, ...]) -> None:
        assert module not in above, " → ".join((*above, module))
        if module not in done:
            for other in graph[module] & set(graph):
                visit(other, (*above, module))
            done.add(module)

    for module in graph:
        visit(module, ())


def _top_imports(path: Path) -> set[str]:
    """What is imported when the module is: imports inside functions and for types alone are left out."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    found = [node for node in body if isinstance(node, ast.ImportFrom) and node.module]
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
    names = {f"{node.module}.{alias.name}" for node in found for alias in node.names} | {str(n.module) for n in found}
    return names - {own}


@pytest.mark.parametrize("path", [*CODE, *sorted(ROOT.glob("web/templates/**/*.html"))], ids=_name)
def test_colours_stay_in_the_model_and_the_stylesheets(path: Path) -> None:
    assert not re.search(r"(?<![&\w])#[0-9a-fA-F]{6}\b", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", sorted(ROOT.glob("web/templates/**/*.html")), ids=_name)
def test_templates_carry_no_inline_script_or_style(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\b(?:src|type=\"application)\b)", text)


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
