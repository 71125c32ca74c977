# SPDX-License-Identifier: AGPL-3.0-or-later
"""A table of tens of thousands of rows is read as it comes: its memory does not grow with it."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest
from openpyxl import Workbook

from graph.settings import ROOT
from tests.graph.sources.offices import TITLES, offices
from tests.siege import LENGTH

ROWS = 40_000 if LENGTH == 1 else 100_000
# Kept as a list, what such tables hold would be 140 megabytes more.
MOST_MEGABYTES = {"long.csv": 215, "long.xlsx": 330} if LENGTH == 1 else {"long.csv": 500, "long.xlsx": 500}
READ = """
import json, resource, sys
from collections import Counter
from pathlib import Path
from graph.sources import SourceContent, SourceTerms
from graph.sources.table import source
from graph.storage.derivation import Background
from tests.instances import BASE, model, territories
path = Path(sys.argv[1])
found = source.read(SourceContent(path.name, path), SourceTerms(model(), Background(territories(), BASE)))
counts = Counter(getattr(thing, "kind", "fault") for thing in found.things)
# What the system says of a process as a whole begins with the size of the one that started it.
own = next(int(line.split()[1]) for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line)
used = own + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
print(json.dumps({"counts": counts, "megabytes": used // 1024}))
"""


def _csv(path: Path) -> None:
    with path.open("w", newline="", encoding="cp1252") as stream:
        writer = csv.writer(stream, delimiter=";")
        writer.writerow(TITLES)
        writer.writerows(offices(ROWS))


def _workbook(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(TITLES)
    for row in offices(ROWS):
        sheet.append(row)
    book.save(path)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize(("write", "name"), [(_csv, "long.csv"), (_workbook, "long.xlsx")], ids=["text", "workbook"])
def test_a_long_table_is_not_kept_in_memory(tmp_path: Path, write: object, name: str) -> None:
    path = tmp_path / name
    write(path)  # type: ignore[operator]
    command = [sys.executable, "-c", READ, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    found = json.loads(done.stdout)
    assert found["counts"] == {"organisation": ROWS, "service": ROWS, "fault": 34}
    assert found["megabytes"] < MOST_MEGABYTES[name]
