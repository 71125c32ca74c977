# SPDX-License-Identifier: AGPL-3.0-or-later
"""Makes the page's font and the table of widths that the map is measured with, both from the installed Inter."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from graph.errors import SettingsError
from graph.layout.text import WIDTHS
from graph.settings import ROOT

BUILT = ROOT / "web" / "app" / "static" / "built"
FONT = BUILT / "inter.woff2"
WEIGHTS = (400, 600)
# Latin letters of European languages, French typography, arrows and the few signs the pages draw.
CHARACTERS = [
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x218, 0x21C), 0x1E9E, *range(0x2010, 0x2016),
    *range(0x2018, 0x201F), 0x2020, 0x2022, 0x2026, 0x202F, 0x2009, 0x2030, 0x2032, 0x2033, 0x2039, 0x203A,
    0x2044, 0x20AC, 0x2116, 0x2122, *range(0x2190, 0x219A), 0x2212, 0x2248, 0x2260, 0x2264, 0x2265, 0x2713, 0x2715,
]  # fmt: skip


FEATURES = ("kern", "mark", "mkmk", "ccmp", "locl", "tnum", "calt")


def font_file() -> Path:
    """The variable font of the package `fontpkg-inter` (SIL Open Font License); raises SettingsError when absent."""
    spec = importlib.util.find_spec("fontpkg_inter")
    if spec is None or spec.origin is None:
        raise SettingsError("La police Inter manque : lancez « make setup » (paquet fontpkg-inter).")
    return Path(spec.origin).parent / "files" / "Inter[opsz,wght].ttf"


def _subset(weights: tuple[int, int] | int, characters: Iterable[int] = (), features: Iterable[str] = FEATURES) -> Any:
    """The font reduced to some characters, its optical size fixed: widths do not change with the size of text."""
    from fontTools import subset
    from fontTools.ttLib import TTFont
    from fontTools.varLib import instancer

    options = subset.Options(layout_features=[*features], hinting=False)
    options.drop_tables += ["DSIG", "MVAR"]
    options.notdef_outline = True
    font = TTFont(font_file(), recalcTimestamp=False)
    worker = subset.Subsetter(options)
    worker.populate(unicodes=[*characters] or CHARACTERS)
    worker.subset(font)
    return instancer.instantiateVariableFont(font, {"opsz": 14, "wght": weights}, inplace=True)


def built_font() -> Path:
    """The woff2 that the pages use, weights 400 to 700; made on the first call (about two seconds), then kept."""
    if not FONT.exists():
        font = _subset((400, 700))
        font.flavor = "woff2"
        _keep(font, FONT)
    return FONT


def printed_font(weight: int) -> Path:
    """A TrueType file of one weight for files that carry their font: all its characters, Greek and Cyrillic too, as
    somebody may be named in them; made on the first call (about three seconds), then kept."""
    path = BUILT / f"inter-{weight}.ttf"
    if not path.exists():
        from fontTools.ttLib import TTFont

        with TTFont(font_file(), lazy=True) as whole:
            font = _subset(weight, whole.getBestCmap(), ())
        # Two fonts of one name would be taken for one another in a file that carries both.
        for record in font["name"].names:
            if record.nameID in (4, 6):
                record.string = f"Inter-{weight}"
        _keep(font, path)
    return path


def _keep(font: Any, path: Path) -> None:
    """Written aside and moved: two processes starting together never serve half a file."""
    BUILT.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=BUILT, suffix=path.suffix)
    os.close(handle)
    font.save(name)
    font.close()
    Path(name).chmod(0o644)
    Path(name).replace(path)


def widths() -> dict[str, Any]:
    """Advance width of each character, in thousandths of the size, at each weight that the map draws with."""
    tables: dict[str, dict[str, int]] = {}
    for weight in WEIGHTS:
        font = _subset(weight)
        metrics, names, scale = font["hmtx"], font.getBestCmap(), 1000 / font["head"].unitsPerEm
        tables[str(weight)] = {chr(code): round(metrics[name][0] * scale) for code, name in sorted(names.items())}
    return {"font": f"Inter {importlib.metadata.version('fontpkg-inter')}, optical size 14", "widths": tables}


def write_widths(path: Path = WIDTHS) -> None:
    """Rewrites the committed table of widths from the installed font."""
    path.write_text(json.dumps(widths(), ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if "--widths" in sys.argv:
        write_widths()
    else:
        for path in BUILT.glob("inter*"):
            path.unlink()
        for path in (built_font(), *map(printed_font, WEIGHTS)):
            sys.stdout.write(f"{path} : {path.stat().st_size} octets\n")
