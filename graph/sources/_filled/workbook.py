# SPDX-License-Identifier: AGPL-3.0-or-later
"""The workbook to fill in: one sheet of actors whose columns explain themselves, and the choices of each list."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from graph.model import Model
from graph.namespaces import SKOS
from graph.sources._filled.columns import ACTOR, SheetColumn, template_columns

SHEET, CHOICES = "Acteurs", "Choix"
SEVERAL = "Plusieurs valeurs : séparez-les par un point-virgule."
WIDTH, HEIGHT = 26, 32


def write(path: Path, model: Model) -> None:
    """Writes the workbook; a title with a star is that of a column to fill in on each row."""
    book, asked = Workbook(), template_columns(model)
    sheet = book.worksheets[0]
    sheet.title = SHEET
    for number, column in enumerate(asked, 1):
        cell = sheet.cell(row=1, column=number, value=column.title + (" *" if _required(column) else ""))
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor="FFECE7DE" if column.kind == ACTOR else "FFDDEBE6")
        cell.comment = Comment(_explained(column), "Tisserand", width=320, height=120)
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH
    sheet.row_dimensions[1].height = HEIGHT
    sheet.freeze_panes = "B2"
    _add_choices(book.create_sheet(CHOICES), asked, model)
    book.save(path)


def _required(column: SheetColumn) -> bool:
    return column.kind == ACTOR and column.field.path == SKOS.prefLabel


def _explained(column: SheetColumn) -> str:
    return " ".join([column.field.description.fr, *([SEVERAL] if column.several else [])])


def _add_choices(sheet: Worksheet, asked: list[SheetColumn], model: Model) -> None:
    """One column a list, under the title of the column that takes its values."""
    lists = {item.iri: item for item in model.schemes}
    chosen = [column for column in asked if column.field.scheme]
    for number, column in enumerate(chosen, 1):
        sheet.cell(row=1, column=number, value=column.title).font = Font(bold=True)
        for row, choice in enumerate(lists[column.field.scheme].choices, 2):
            sheet.cell(row=row, column=number, value=choice.label.fr)
        sheet.column_dimensions[get_column_letter(number)].width = WIDTH * 2
    sheet.freeze_panes = "A2"
