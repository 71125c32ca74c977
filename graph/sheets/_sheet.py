# SPDX-License-Identifier: AGPL-3.0-or-later
"""Reads the first sheet of a workbook in a process of its own, as a small file can hold more than a machine.

python -I _sheet.py FILE ROWS COLUMNS MEMORY: rows of texts as JSON on the standard output.
"""

from __future__ import annotations

import datetime
import json
import resource
import sys


def main() -> int:
    """Writes the rows; 1 where the file is no workbook."""
    path, rows, columns, memory = sys.argv[1], *map(int, sys.argv[2:5])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    from python_calamine import CalamineError, load_workbook

    try:
        sheet = load_workbook(path).get_sheet_by_index(0)
        found = [[_text(cell) for cell in row[:columns]] for row in sheet.to_python(skip_empty_area=False, nrows=rows)]
    except (CalamineError, IndexError, OSError):
        return 1
    json.dump(found, sys.stdout)
    return 0


def _text(cell: object) -> str:
    """A cell as it is read: whole numbers without decimals, days as YYYY-MM-DD, yes and no in French."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime.datetime | datetime.date):
        return cell.strftime("%Y-%m-%d")
    return str(cell).strip()


if __name__ == "__main__":
    sys.exit(main())
