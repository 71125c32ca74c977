# SPDX-License-Identifier: AGPL-3.0-or-later
"""SVG: the sheet as a drawing to edit, each shape with its own colours so that every drawing program shows the same."""

from __future__ import annotations

from copy import deepcopy
from xml.etree.ElementTree import Element, register_namespace, tostring

from exports.maps._plate import plate_of
from exports.maps._types import MapExport, TakenMap
from graph.text.wording import Label

FAMILY = 'Inter, system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif'


def render(taken: TakenMap) -> bytes:
    """One UTF-8 document without script nor stylesheet."""
    from exports.maps._sheet import sheet
    from exports.maps._styles import SVG

    register_namespace("", SVG)
    root = sheet(plate_of(taken))
    root.set("font-family", FAMILY)
    for part in root.iter(f"{{{SVG}}}text"):
        for line in part:
            # Some programs strike only what says so itself.
            line.attrib.update({name: part.attrib[name] for name in ("text-decoration",) if name in part.attrib})
    for parent in list(root.iter()):
        for index, text in reversed(list(enumerate(parent))):
            if text.get("paint-order") == "stroke":
                parent.insert(index, _halo(text))
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(tostring(root, encoding="utf-8"))


def _halo(text: Element) -> Element:
    """The halo of a text as a text of its own: not every program paints strokes under letters."""
    halo = deepcopy(text)
    halo.set("aria-hidden", "true")
    for part in halo.iter():
        part.set("fill", part.get("stroke", "none"))
        part.attrib.pop("paint-order", None)
    for part in text.iter():
        for name in [name for name in part.attrib if name.startswith(("stroke", "paint-order"))]:
            part.attrib.pop(name)
    return halo


export = MapExport(
    slug="svg",
    label=Label("SVG"),
    purpose=Label("Dessin à retoucher (Inkscape, LibreOffice Draw) ou à poser sur un site, net à toute taille."),
    media_type="image/svg+xml",
    extension="svg",
    order=30,
    render=render,
    shown=True,
)
