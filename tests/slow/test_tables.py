# SPDX-License-Identifier: AGPL-3.0-or-later
"""Tables that are made to hurt: a small file that holds more than a machine is given up in time."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from graph.errors import DataError
from tests.graph.sources.test_tables import HEAD, ROW, _read, _workbook

pytestmark = pytest.mark.slow


def test_a_small_file_that_holds_more_than_a_machine_is_refused(tmp_path: Path) -> None:
    path = _workbook(tmp_path / "a.xlsx", HEAD, ROW)
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path) as whole, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as swollen:
        for item in whole.namelist():
            content = whole.read(item)
            if item.endswith("sheet1.xml"):
                head, tail = content.split(b"</sheetData>")
                content = (
                    head + b"<row><c t='inlineStr'><is><t>x</t></is></c></row>" * 3_000_000 + b"</sheetData>" + tail
                )
            swollen.writestr(item, content)
    assert bomb.stat().st_size < 5_000_000
    with pytest.raises(DataError, match="trop de choses"):
        _read(bomb)
