# SPDX-License-Identifier: AGPL-3.0-or-later
"""Packs the centres of communes for browsers, which look for the nearest without telling anybody where they are.

python centres.py communes-centres-2018.csv.gz [-o centres-2018.json.gz]

The CSV has the columns code, latitude and longitude (degrees, WGS 84). Same file in, same bytes out.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).resolve().parent
# Thousandths of a degree: about a hundred metres.
PARTS = 1000


def steps(numbers: Iterable[float]) -> list[int]:
    """Each number in thousandths, less the one before it: neighbours in the list are neighbours on the ground."""
    whole = [0, *(round(number * PARTS) for number in numbers)]
    return [after - before for before, after in pairwise(whole)]


def main() -> None:
    """Reads the arguments and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("centres", type=Path)
    parser.add_argument("-o", "--output", type=Path, default=HERE / "centres-2018.json.gz")
    args = parser.parse_args()
    data = args.centres.read_bytes()
    text = (gzip.decompress(data) if args.centres.suffix == ".gz" else data).decode("utf-8")
    rows = sorted(csv.DictReader(io.StringIO(text)), key=lambda row: row["code"])
    packed = {
        "codes": " ".join(row["code"] for row in rows),
        "latitudes": steps(float(row["latitude"]) for row in rows),
        "longitudes": steps(float(row["longitude"]) for row in rows),
    }
    args.output.write_bytes(gzip.compress(json.dumps(packed, separators=(",", ":")).encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
