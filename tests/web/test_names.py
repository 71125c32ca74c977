# SPDX-License-Identifier: AGPL-3.0-or-later
"""Names of styles and of pages agree: classes and variables are made somewhere, ids that are referred to are there, and
none of these names is French."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.settings import ROOT
from graph.text.catalogue import catalogue
from graph.text.folding import fold
from tests.instances import model as shared_model
from web.app.looks import page_styles
from web.site.map.svg import look_styles

SOURCES = [path for name in ("web", "exports") for path in sorted((ROOT / name).rglob("*"))]
SHEETS = [path for path in SOURCES if path.suffix == ".css"]
MAKERS = [path for path in SOURCES if path.suffix in (".html", ".js", ".py")]
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
SELECTOR = re.compile(r"([^{}]*)\{")
CLASS = re.compile(r"\.(-?[a-z_][\w-]*)", re.IGNORECASE)
VARIABLE = re.compile(r"(?<![\w-])--[\w-]+")
# Classes that end with a value of the model or of a state: each beginning is made by one of the makers.
BUILT = re.compile(r"^(?:[a-z]{1,2}-|[a-z]\d$|bar-|s-)")
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
ID = re.compile(r'\bid="([^"]+)"')
REFERRED = re.compile(r'\b(?:for|form|list|popovertarget|aria-labelledby|aria-describedby|aria-controls)="([^"]+)"')
FRAGMENT = re.compile(r'\bhref="#([^"]+)"')
# Words of both languages.
ALIKE = {"comment", "commune", "exact", "font", "lit", "plus", "point", "sort"}
# Sections that addresses lead to: they are French, as paths are.
ADDRESSES = re.compile(
    r"accessibilite|cartes|donnees|liste-.*|listes|manques|mentions|natures|outils-.*|panel-(?:ameliorer|faux)|pourquoi"
    r"|sortir-.*"
)
PAGES = (
    "/", "/orientation", "/orientation?commune=Chinon&besoin=file-sharing", "/orientation?pas=besoins&commune=Chinon",
    "/annuaire", "/annuaire/acteurs", "/fiche/organisation/passerelle", "/fiche/tool/plume", "/glossaire", "/ontologie",
    "/recherche?q=a", "/couverture", "/diagnostic", "/diagnostic/numerique", "/a-propos", "/accessibilite",
    "/droits",
    "/pourquoi-le-libre", "/professionnels", "/orientation/bon", "/carte/partager?vue=reseaux", "/nulle-part",
    "/classement", "/classement/essai?besoin=file-sharing&poids-cost=5",
    "/carte?vue=reseaux", "/carte?vue=chemin&de=organisation/passerelle&vers=network/trame",
)  # fmt: skip


def sheets() -> Iterator[tuple[Path, str]]:
    """Each stylesheet, without its comments."""
    for path in SHEETS:
        yield path, COMMENT.sub("", path.read_text(encoding="utf-8"))


def styled() -> set[str]:
    """Every class that a stylesheet names."""
    return {name for _, text in sheets() for head in SELECTOR.findall(text) for name in CLASS.findall(head)}


def made() -> set[str]:
    """Every word of the templates, scripts and modules that may be a class."""
    return {word for path in MAKERS for word in re.findall(r"[\w-]+", path.read_text(encoding="utf-8"))}


def test_every_styled_class_is_made_somewhere() -> None:
    assert sorted(name for name in styled() - made() if not BUILT.match(name)) == []


def test_every_variable_that_is_read_is_set() -> None:
    texts = "".join([*(text for _, text in sheets()), page_styles(shared_model()), look_styles()])
    read = {name for group in re.findall(r"var\((--[\w-]+)([^)]*)", texts) for name in group if name.startswith("--")}
    assert read - set(re.findall(r"(--[\w-]+):", texts)) - {"--k"} == set()


@pytest.mark.parametrize("path", PAGES)
def test_what_is_referred_to_is_on_the_page(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert response.status_code in (200, 404)
    tags = TAG.findall(re.sub(r"<script.*?</script>", "", response.text, flags=re.DOTALL))
    ids = [found for tag in tags for found in ID.findall(tag)]
    assert len(ids) == len(set(ids))
    referred = chain.from_iterable(found.split() for tag in tags for found in REFERRED.findall(tag))
    fragments = (found for tag in tags for found in FRAGMENT.findall(tag))
    assert {*referred, *fragments} - set(ids) == set()


def words(texts: Iterable[str]) -> set[str]:
    """The words of texts, folded."""
    return {word for text in texts for word in re.findall(r"[a-z]+", fold(text))}


def test_names_are_english() -> None:
    english = catalogue("en").texts
    french = words(english) - words(form for forms in english.values() for form in forms) - ALIKE
    texts = [path.read_text(encoding="utf-8") for path in MAKERS]
    names = styled() | {name for _, text in sheets() for name in VARIABLE.findall(text)}
    names |= {name for text in texts for name in re.findall(r"\bdata-[\w-]+", text)}
    names |= {name for text in texts for name in ID.findall(text) if not ADDRESSES.fullmatch(name)}
    assert sorted(name for name in names if set(re.findall("[a-z]{3,}", name)) & french) == []


def test_views_are_named_after_their_theme(town_app: Flask) -> None:
    for name, blueprint in town_app.blueprints.items():
        folder, module = blueprint.import_name.split(".")[-2:]
        assert name in (folder, module.removesuffix("_view")), blueprint.import_name
