# SPDX-License-Identifier: AGPL-3.0-or-later
"""Builds `cog-2026.tsv.gz` from the public files of the official geographic code, of its history and of the contours.

python build.py --communes communes.json.gz --epci epci.json.gz --departements departements.json \
    --regions regions.json --history mouvements-communes.csv.gz --centres communes-centres.csv.gz \
    --contours communes-37.geojson --contours departements.geojson.gz [-o cog-2026.tsv.gz]

Same files in, same bytes out. Standard library only: it runs anywhere, without installing the project.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import asin, degrees, radians, sin
from pathlib import Path
from typing import Any

from past import PART, History, history

HERE = Path(__file__).resolve().parent
NAMES = ("level", "code", "name", "aliases", "former", "postcodes")
HEADER = (*NAMES, "epci", "departement", "region", "population", "latitude", "longitude", "past")
DELEGATED, DISTRICTS = {"commune-deleguee", "commune-associee"}, {"arrondissement-municipal"}
Ring = list[list[float]]
Centre = tuple[float, float]


@dataclass(frozen=True)
class SurfaceMoment:
    """First moments of a surface in the cylindrical equal-area projection: they add up from parts to a whole."""

    area: float = 0.0
    x: float = 0.0
    y: float = 0.0

    def __add__(self, other: SurfaceMoment) -> SurfaceMoment:
        return SurfaceMoment(self.area + other.area, self.x + other.x, self.y + other.y)

    def centroid(self) -> tuple[str, str]:
        """Latitude and longitude in degrees, four decimals (11 m); empty texts for an unknown surface."""
        if not self.area:
            return "", ""
        return f"{degrees(asin(self.y / self.area)):.4f}", f"{degrees(self.x / self.area):.4f}"


def ring_moment(ring: Ring) -> SurfaceMoment:
    """Moments of a closed ring (signed by its direction) by the shoelace formula; points are longitude, latitude."""
    points = [(radians(longitude), sin(radians(latitude))) for longitude, latitude, *_ in ring]
    area = x = y = 0.0
    for (x1, y1), (x2, y2) in pairwise(points):
        cross = x1 * y2 - x2 * y1
        area, x, y = area + cross / 2, x + (x1 + x2) * cross / 6, y + (y1 + y2) * cross / 6
    return SurfaceMoment(area, x, y)


def polygon_moment(rings: list[Ring]) -> SurfaceMoment:
    """Outer ring less its holes, whatever the directions they are drawn in."""
    total = SurfaceMoment()
    for number, ring in enumerate(rings):
        moment = ring_moment(ring)
        sign = (1 if moment.area > 0 else -1) * (1 if number == 0 else -1)
        total += SurfaceMoment(sign * moment.area, sign * moment.x, sign * moment.y)
    return total


def contour_moments(path: Path) -> Iterator[tuple[str, SurfaceMoment]]:
    """Code and moments of each feature of a GeoJSON file."""
    for feature in read_json(path)["features"]:
        geometry = feature["geometry"]
        parts = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
        yield feature["properties"]["code"], sum((polygon_moment(part) for part in parts), SurfaceMoment())


def read_json(path: Path) -> Any:
    """The content of a JSON file, gzipped or not."""
    data = path.read_bytes()
    return json.loads(gzip.decompress(data) if path.suffix == ".gz" else data)


def usual_names() -> dict[tuple[str, str], list[str]]:
    """The names in use that no official file gives, from `usual-names.tsv`."""
    names = defaultdict(list)
    for line in (HERE / "usual-names.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        level, code, name = line.split("\t")
        names[level, code].append(name)
    return names


def parts(records: list[dict[str, Any]], kinds: set[str]) -> dict[str, list[tuple[str, str]]]:
    """Codes and names of the parts of each commune: delegated and associated communes, or urban districts."""
    found = defaultdict(list)
    for record in records:
        if record["type"] in kinds:
            found[record.get("chefLieu") or record["commune"]].append((record["code"], record["nom"]))
    return found


def past_of(records: list[dict[str, Any]], path: Path | None) -> History:
    """The history of communes, told from those of today and from the codes known to lead to them."""
    today = [record for record in records if record["type"] == "commune-actuelle"]
    delegated = parts(records, DELEGATED)
    leads = {old: record["code"] for record in today for old in record.get("anciensCodes", ())}
    leads |= {old: code for code, items in delegated.items() for old, _ in items}
    return history(path, {record["code"]: record["nom"] for record in today}, leads, frozenset(delegated))


def commune_rows(
    records: list[dict[str, Any]], epci: list[dict[str, Any]], known: History
) -> Iterator[dict[str, Any]]:
    """One row a current commune, in the order of codes."""
    group = {member["code"]: item["code"] for item in epci for member in item["membres"]}
    districts, delegated = parts(records, DISTRICTS), parts(records, DELEGATED)
    names, codes = known.names(), known.codes()
    for record in sorted(records, key=lambda record: record["code"]):
        if record["type"] != "commune-actuelle":
            continue
        code, name = record["code"], record["nom"]
        past = {label: PART for _, label in delegated[code] if label != name} | names.get(code, {})
        old = {other for other, _ in (*districts[code], *delegated[code])}
        yield {
            "level": "commune", "code": code, "name": name,
            "aliases": sorted({label for _, label in districts[code]}),
            "past": sorted(label + told for label, told in past.items()),
            "former": sorted((old | set(record.get("anciensCodes", ())) | codes.get(code, set())) - {code}),
            "postcodes": record.get("codesPostaux", ()), "epci": group.get(code, ""),
            "departement": record["departement"], "region": record["region"], "population": record.get("population", 0),
        }  # fmt: skip


def common(values: Iterable[str]) -> str:
    """The value they all share, else nothing."""
    distinct = set(values)
    return distinct.pop() if len(distinct) == 1 else ""


def epci_rows(epci: list[dict[str, Any]], communes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row a group of communes; it lies in a département (or région) only when all its communes do."""
    members = defaultdict(list)
    for row in communes:
        members[row["epci"]].append(row)
    for item in sorted(epci, key=lambda item: item["code"]):
        inside = members[item["code"]]
        yield {
            "level": "epci", "code": item["code"], "name": item["nom"].replace("''", '"'),
            "departement": common(row["departement"] for row in inside),
            "region": common(row["region"] for row in inside),
            "population": sum(row["population"] for row in inside),
        }  # fmt: skip


def upper_rows(level: str, records: list[dict[str, Any]], communes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One row a département or a région, populated by its communes."""
    population: dict[str, int] = defaultdict(int)
    for row in communes:
        population[row[level]] += row["population"]
    for record in sorted(records, key=lambda record: record["code"]):
        code = record["code"]
        yield {
            "level": level, "code": code, "name": record["nom"],
            "region": record.get("region", ""), "population": population[code],
        }  # fmt: skip


def all_moments(
    contours: list[Path], communes: list[dict[str, Any]], departements: list[dict[str, Any]]
) -> dict[tuple[str, str], SurfaceMoment]:
    """Moments by level and code: drawn ones, and wholes of which every part is drawn."""
    known: dict[tuple[str, str], SurfaceMoment] = {}
    for path in contours:
        for code, moment in contour_moments(path):
            known["commune" if len(code) == 5 else "departement", code] = moment
    parts: dict[tuple[str, str], list[SurfaceMoment | None]] = defaultdict(list)
    for row in communes:
        parts["epci", row["epci"]].append(known.get(("commune", row["code"])))
    for record in departements:
        parts["region", record["region"]].append(known.get(("departement", record["code"])))
    for key, moments in parts.items():
        if key[1] and None not in moments:
            known[key] = sum((moment for moment in moments if moment), SurfaceMoment())
    return known


def rows_of(args: argparse.Namespace) -> Iterator[dict[str, Any]]:
    """Every row, in no promised order."""
    epci, departements, regions = (read_json(path) for path in (args.epci, args.departements, args.regions))
    records = read_json(args.communes)
    communes = list(commune_rows(records, epci, past_of(records, args.history)))
    moments, usual = all_moments(args.contours, communes, departements), usual_names()
    people = sum(row["population"] for row in communes)
    country = {"level": "pays", "code": "fr", "name": "France", "population": people}
    upper = [*upper_rows("region", regions, communes), *upper_rows("departement", departements, communes)]
    for row in [country, *upper, *epci_rows(epci, communes), *communes]:
        key = row["level"], row["code"]
        row["aliases"] = [*row.get("aliases", ()), *usual.get(key, ())]
        row["latitude"], row["longitude"] = moments.get(key, SurfaceMoment()).centroid()
        yield row


def read_centres(path: Path) -> dict[str, Centre]:
    """Latitude and longitude of communes by code, from a CSV (code, latitude, longitude)."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    rows = csv.DictReader(io.StringIO(text))
    return {row["code"]: (float(row["latitude"]), float(row["longitude"])) for row in rows}


def place(rows: list[dict[str, Any]], centres: dict[str, Centre]) -> None:
    """Gives a centre to what has no contour: to a commune its own, or that of the communes it was made of; to a group,
    a département or a région that of its communes, when all of them have one."""
    parts: dict[tuple[str, str], list[Centre | None]] = defaultdict(list)
    for row in (row for row in rows if row["level"] == "commune"):
        if not row["latitude"]:
            former = [centres[code] for code in row["former"] if code in centres]
            _set(row, centres.get(row["code"]) or _middle(former))
        found = (float(row["latitude"]), float(row["longitude"])) if row["latitude"] else None
        for level in ("epci", "departement", "region"):
            parts[level, row[level]].append(found)
    for row in rows:
        own = parts.get((row["level"], row["code"]), [None])
        if not row["latitude"] and None not in own:
            _set(row, _middle([centre for centre in own if centre]))


def _middle(centres: list[Centre]) -> Centre | None:
    """The mean of some centres, None of none."""
    if not centres:
        return None
    return sum(centre[0] for centre in centres) / len(centres), sum(centre[1] for centre in centres) / len(centres)


def _set(row: dict[str, Any], centre: Centre | None) -> None:
    row["latitude"], row["longitude"] = ("", "") if centre is None else (f"{centre[0]:.4f}", f"{centre[1]:.4f}")


def text_of(value: Any) -> str:
    """A cell: lists are separated by `|`, zero and nothing are empty."""
    return "|".join(value) if isinstance(value, list | tuple) else str(value or "")


def main() -> None:
    """Reads the arguments and writes the file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("communes", "epci", "departements", "regions"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    parser.add_argument("--history", type=Path)
    parser.add_argument("--centres", type=Path)
    parser.add_argument("--contours", type=Path, action="append", default=[])
    parser.add_argument("-o", "--output", type=Path, default=HERE / "cog-2026.tsv.gz")
    args = parser.parse_args()
    rows = list(rows_of(args))
    if args.centres:
        place(rows, read_centres(args.centres))
    lines = sorted("\t".join(text_of(row.get(name)) for name in HEADER) for row in rows)
    lines.insert(0, "\t".join(HEADER))
    # Sorted as text: a reader finds a code by bisection, without an index. Header first: it is not searched.
    # mtime=0: no date of the day inside, so that the same data gives the same bytes.
    args.output.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 9, mtime=0))


if __name__ == "__main__":
    main()
