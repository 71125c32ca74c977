# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables row by row: every encoding and separator, sheets chosen by what they hold, files that are no table at all."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from graph.errors import DataError, TooLarge
from graph.sheets import stream_rows
from graph.sheets._table import MOST_STREAMED_BYTES

ROWS = [("Nom", "Adresse"), ("Établi", "14 rue du Château, à côté"), ("Café", "3, place de l’Été")]
TEXT = "\n".join(";".join(row) for row in ROWS) + "\n"


def _file(folder: Path, content: bytes, name: str = "a.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def _rows(path: Path, sheet: str = "") -> list[tuple[str, ...]]:
    return [cells for _, cells in stream_rows(path, sheet).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac_roman"])
def test_letters_are_read_however_they_are_written(tmp_path: Path, encoding: str) -> None:
    assert _rows(_file(tmp_path, TEXT.encode(encoding))) == ROWS


def test_a_short_text_without_a_hint_is_read_as_windows_wrote_it(tmp_path: Path) -> None:
    assert _rows(_file(tmp_path, "é;è\n".encode("cp1252"))) == [("é", "è")]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"], ids=["comma", "semicolon", "tab", "bar"])
def test_the_separator_is_the_one_that_parts_lines_alike(tmp_path: Path, mark: str) -> None:
    rows = [("Nom", "Note", "Ville"), ("A", "un, deux ; trois | quatre", "Blois"), ("B", "", "Tours")]
    text = "\n".join(mark.join(f'"{cell}"' for cell in row) for row in rows)
    assert _rows(_file(tmp_path, text.encode())) == rows


def test_commas_of_addresses_make_no_columns(tmp_path: Path) -> None:
    text = "Nom;Adresse\nA;12, rue Haute, 41000 Blois\n\nB;14, rue Basse, 41000 Blois\n"
    assert {len(row) for row in _rows(_file(tmp_path, text.encode()))} == {2}


def test_a_workbook_may_say_its_separator(tmp_path: Path) -> None:
    found = list(stream_rows(_file(tmp_path, b"sep=|\r\nNom|Ville\r\nA|Blois\r\n")).rows)
    assert found == [(2, ("Nom", "Ville")), (3, ("A", "Blois"))]


def test_the_longest_sheet_is_read_or_the_one_that_is_named(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(["Lisez-moi"])
    sheet = book.create_sheet("Liste")
    for row in (["Nom", "Ville", "Jour"], ["A", "Blois", None], ["B", None, None]):
        sheet.append(row)
    sheet.merge_cells("B2:B3")
    book.save(tmp_path / "a.xlsx")
    found = stream_rows(tmp_path / "a.xlsx")
    assert (found.sheet, found.sheets) == ("Liste", ("Sheet", "Liste"))
    assert list(found.rows)[1:] == [(2, ("A", "Blois", "")), (3, ("B", "Blois", ""))]
    assert _rows(tmp_path / "a.xlsx", "Sheet") == [("Lisez-moi",)]
    with pytest.raises(DataError, match="pas cette feuille"):
        stream_rows(tmp_path / "a.xlsx", "Autre")


def _bomb(folder: Path) -> Path:
    """A small workbook that says it holds a gigabyte."""
    path = folder / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", bytes(1024))
        packed.filelist[0].file_size = 1024**3
    return path


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vide"),
        (b"  \n\n", "vide"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "une image"),
        (b"%PDF-1.7", "un PDF"),
        (b"<!DOCTYPE html><p>Bonjour", "une page web"),
        (b'[ {"nom": "A"} ]', "du JSON"),
        (b"a\0b;c\n" * 3, "pas un tableau"),
        (b"PK\x03\x04" + bytes(200), "pas un classeur"),
        (b'Nom;Ville\nA;"Blois\nB;Tours\n', "guillemet"),
        ((";" * 1_000_000).encode() + b"\n", "plus de 500 colonnes"),
        ("Nom;Ville\nÉtabli;Blois\n".encode() + "Café;Tours\nÉté;Loches\nÂge;Tours\n".encode("cp1252"), "ligne 2"),
    ],
    ids=[
        "empty",
        "blank",
        "image",
        "PDF",
        "web page",
        "JSON",
        "binary",
        "broken workbook",
        "open quote",
        "columns",
        "mixed",
    ],
)
def test_what_is_no_table_is_told(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(DataError, match=why) as refused:
        list(stream_rows(_file(tmp_path, content), name="permanences.csv").rows)
    assert refused.value.file == "permanences.csv"


def _ods(folder: Path, head: str = "", name: str = "Établi") -> Path:
    """A workbook as LibreOffice writes it: an empty sheet, and a list after which all other cells are said at once."""
    names = "urn:oasis:names:tc:opendocument:xmlns"
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    filled = cell.format("Nom") + cell.format(name)
    content = f"""<?xml version="1.0" encoding="UTF-8"?>{head}
        <office:document-content xmlns:office="{names}:office:1.0" xmlns:table="{names}:table:1.0"
        xmlns:text="{names}:text:1.0">
        <office:body><office:spreadsheet><table:table table:name="Vide"/><table:table table:name="Liste">
        <table:table-row>{filled}<table:table-cell table:number-columns-repeated="16382"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/>
        </table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"""
    with zipfile.ZipFile(folder / "a.ods", "w") as packed:
        packed.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        packed.writestr("content.xml", re.sub(r">\s+<", "><", content))
        packed.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{names}:manifest:1.0"/>')
    return folder / "a.ods"


def test_a_workbook_of_libreoffice_is_read_and_its_entities_are_not(tmp_path: Path) -> None:
    found = stream_rows(_ods(tmp_path))
    assert (found.sheet, list(found.rows)) == ("Liste", [(1, ("Nom", "Établi"))])
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "x" * 100}">' for n in range(9))
    with pytest.raises(DataError, match="abîmé"):
        stream_rows(_ods(tmp_path, f"<!DOCTYPE a [{levels}]>", "&e8;"))


@pytest.mark.parametrize(
    ("cell", "why"), [("XFD1048576", "contient trop de choses"), ("XFD2", "plus de 500 colonnes")], ids=["far", "wide"]
)
def test_a_cell_far_away_is_refused(tmp_path: Path, cell: str, why: str) -> None:
    book = Workbook()
    book.worksheets[0]["A1"], book.worksheets[0][cell] = "Nom", "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(DataError, match=why):
        _rows(tmp_path / "a.xlsx")


def test_a_workbook_that_holds_too_much_is_not_unpacked(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="contient trop de choses"):
        stream_rows(_bomb(tmp_path))


def test_a_large_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = _file(tmp_path, b"a;b\n")
    with path.open("r+b") as stream:
        stream.truncate(MOST_STREAMED_BYTES + 1)
    with pytest.raises(TooLarge, match="64 Mo"):
        stream_rows(path)
