# SPDX-License-Identifier: AGPL-3.0-or-later
"""The pages of docs/ that are derived: written by a command, committed, and checked fresh."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app

from graph.model import Field, Model
from graph.namespaces import compact, local_name
from graph.settings import ROOT
from web.app.ecosystem import current_ecosystem
from web.cli._access_page import access_page
from web.cli._french import Command, Refusal

DOCS = ROOT / "docs"


@click.command("docs", cls=Command)
@click.option("--check", is_flag=True, help="Ne rien écrire : le code de sortie est 1 si une page n’est plus à jour.")
def command(check: bool) -> None:
    """Écrit les pages de docs/ qui se déduisent de l’ontologie et du programme."""
    for name, page in _pages():
        path = DOCS / name
        if not check:
            path.write_text(page, encoding="utf-8")
        elif _read(path) != page:
            raise Refusal(f"docs/{name} n’est plus à jour : lancez « flask --app app docs ».")


def _pages() -> Iterator[tuple[str, str]]:
    """Name and content of each page."""
    yield "model.md", model_page(current_ecosystem().model)
    yield "access.md", access_page(current_app)


def model_page(model: Model) -> str:
    """The model as Markdown: one section a class, one table of fields, then the lists of choices."""
    return "\n".join(_lines(model)) + "\n"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _lines(model: Model) -> Iterator[str]:
    yield "# The model\n"
    yield "Written by `flask --app app docs` from `ontology/`; do not edit.\n"
    for item in model.classes:
        yield f"## {item.label('en')} · {item.label('fr')}\n"
        yield f"`{compact(item.iri)}`, addresses `/id/{item.kind}/…`, directory `/annuaire/{item.slug}`."
        yield f"{item.comment('en')}\n"
        yield "| field | champ | property | value |\n|---|---|---|---|"
        for field in item.fields:
            yield _row(model, field)
        yield ""
    yield "## Lists of choices\n"
    for scheme in model.schemes:
        choices = ", ".join(choice.label("en") for choice in scheme.choices)
        yield f"* **{scheme.label('en')}** (`{scheme.slug}`): {choices}"


def _row(model: Model, field: Field) -> str:
    value = _value(model, field)
    value += "" if field.max_count == 1 else ", several"
    value += ", required" if field.min_count else ""
    return f"| {field.name('en')} | {field.name('fr')} | `{compact(field.path)}` | {value} |"


def _value(model: Model, field: Field) -> str:
    if field.scheme:
        return f"one of `{local_name(field.scheme)}`"
    if field.targets:
        known = model.by_iri
        return " or ".join(known[iri].label("en") if iri in known else compact(iri) for iri in field.targets)
    return " or ".join(map(compact, field.datatypes)) or "address"
