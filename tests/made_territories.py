# SPDX-License-Identifier: AGPL-3.0-or-later
"""Territories made by the command, with a table of actors filled in as a facilitator would."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from flask import Flask
from openpyxl import load_workbook

from tests.applications import application

# By title of column; each actor offers one service, the last only works on a subject.
NEEDS = (
    ("Loir-et-Cher", "Blois", "partager des fichiers ; écrire à plusieurs"),
    ("41", "Vendôme", "Avoir un site internet"),
    ("Loir-et-Cher", "Romorantin-Lanthenay", "Parler de son projet avec quelqu’un"),
    ("Loir-et-Cher", "Blois", "Débuter avec le numérique"),
    ("CA de Blois Agglopolys", "Blois", "Partager des fichiers"),
    ("Vendôme (41)", "Vendôme", "Partager des fichiers"),
    ("Loir-et-Cher", "Mer", "Choisir un outil"),
    ("Loir-et-Cher", "Contres (41)", "Choisir un outil"),
    ("Loir-et-Cher", "Salbris", "Choisir un outil"),
)
ACTORS = (
    *(
        {
            "nom": f"Atelier n° {number}",
            "type de structure": "association",
            "présentation": f"Un lieu où l’on apprend, le numéro {number}.",
            "accueille et oriente les associations": "oui" if number == 1 else "",
            "territoire couvert": place,
            "lieu": town,
            "site web": f"https://atelier-{number}.example.org/",
            "courriel": f"contact@atelier-{number}.example.org",
            "téléphone": 254000000 + number,
            "service : nom": f"Aide n° {number}",
            "service : besoins couverts": needs,
            "service : coût": "gratuit",
            "service : mode d’accès": "sur place",
        }
        for number, (place, town, needs) in enumerate(NEEDS, 1)
    ),
    {"nom": "Réseau des ateliers", "travaille sur": "Choisir un outil", "territoire couvert": "Loir-et-Cher"},
)


def made(folder: Path, *places: str) -> Path:
    """The folder of the territory of these places, made by the command in an instance."""
    app = application(folder, None)
    result = app.test_cli_runner().invoke(args=["territory", "new", *places])
    app.extensions["tisserand"].close()
    assert result.exit_code == 0, result.output
    return Path(result.output.splitlines()[0].rsplit(" : ", 1)[1])


def fill(table: Path, rows: Sequence[dict[str, object]] = ACTORS) -> Path:
    """Writes rows in the table that the command made."""
    book = load_workbook(table)
    sheet = book.worksheets[0]
    titles = [str(cell.value).rstrip(" *") for cell in sheet[1]]
    for row in rows:
        assert set(row) <= set(titles), set(row) - set(titles)
        sheet.append([row.get(title) or None for title in titles])
    book.save(table)
    return table


def served(folder: Path, name: str, **environment: str) -> Flask:
    """The application of a territory that was made in an instance."""
    app = application(folder, None, TERRITORY=name, **environment)
    app.config["API_CALLS_PER_MINUTE"] = 10**9
    return app
