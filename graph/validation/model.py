# SPDX-License-Identifier: AGPL-3.0-or-later
"""Checks of the model as it is shown: names, addresses, colours that can be read, fields in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from graph.model.finding import VIOLATION, Finding
from graph.namespaces import RDF, RDFS, SH, TIS, compact

if TYPE_CHECKING:
    from graph.model import EntityClass, Field, Model, Texts

SHAPES = ("circle", "ring", "hexagon", "square", "diamond", "triangle")
FAMILIES = ("actor", "network", "service", "tool", "place", "need")
MINIMUM_CONTRAST = 4.5
# The dark theme writes in near-black: 5.5 against pure black leaves at least 4.5 against it.
MINIMUM_CONTRAST_WITH_BLACK = 5.5
_HEXADECIMAL = re.compile(r"#[0-9a-fA-F]{6}")
_SLUG = re.compile(r"[a-z][a-z0-9-]*")
_UNORDERED = 1000  # the order that the model gives to what has none


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast_with_white(colour: str) -> float:
    """Contrast of white text on `#rrggbb`, 1 to 21 (WCAG 2.2)."""
    return 1.05 / (luminance(colour) + 0.05)


def contrast_with_black(colour: str) -> float:
    """Contrast of black text on `#rrggbb`, 1 to 21 (WCAG 2.2)."""
    return (luminance(colour) + 0.05) / 0.05


def model_findings(model: Model) -> list[Finding]:
    """Every defect of the model, sorted."""
    found = [finding for item in model.classes for finding in _class_findings(item)]
    found += [finding for item in model.classes for finding in _field_findings(item)]
    found += _duplicates(model)
    return sorted(set(found))


def _finding(item: EntityClass, path: str, message: str, subject: str = "", value: str = "") -> Finding:
    return Finding(VIOLATION, f"classes/{item.kind}.ttl", subject or item.iri, path, message, value)


def _missing(texts: Texts) -> str:
    """The languages in which a text is missing, in French words; "" when none is."""
    return " et en ".join(
        name for text, name in ((texts.fr, "français"), (texts.languages.get("en", ""), "anglais")) if not text.strip()
    )


def _class_findings(item: EntityClass) -> Iterator[Finding]:
    for path, texts in ((RDFS.label, item.label), (TIS.plural, item.plural), (RDFS.comment, item.comment)):
        if languages := _missing(texts):
            yield _finding(item, path, f"ajoutez {compact(path)} en {languages}.")
    for path, slug in ((TIS.kind, item.kind), (TIS.slug, item.slug)):
        if not _SLUG.fullmatch(slug):
            yield _finding(item, path, "donnez un mot en minuscules, sans accent ni espace.", value=slug)
    for path, word, words in ((TIS.shape, item.shape, SHAPES), (TIS.family, item.family, FAMILIES)):
        if word not in words:
            yield _finding(item, path, f"choisissez parmi : {', '.join(words)}.", value=word)
    if item.order >= _UNORDERED:
        yield _finding(item, SH.order, "donnez à la classe son rang (sh:order).")
    if item.caption and item.field(item.caption) is None:
        yield _finding(item, TIS.caption, "la légende doit être un champ de la classe.", value=item.caption)
    yield from _colour_findings(item)


def _colour_findings(item: EntityClass) -> Iterator[Finding]:
    for path, colour in ((TIS.colour, item.colour), (TIS.darkColour, item.dark_colour)):
        if not _HEXADECIMAL.fullmatch(colour):
            yield _finding(item, path, "écrivez la couleur avec # et six chiffres hexadécimaux.", value=colour)
            return
    ratio = contrast_with_white(item.colour)
    if ratio < MINIMUM_CONTRAST:
        message = f"le blanc s’y lit mal (contraste {ratio:.1f}) : foncez la couleur jusqu’à {MINIMUM_CONTRAST}."
        yield _finding(item, TIS.colour, message, value=item.colour)
    if contrast_with_black(item.dark_colour) < MINIMUM_CONTRAST_WITH_BLACK:
        message = "le noir s’y lit mal en thème sombre : éclaircissez la couleur."
        yield _finding(item, TIS.darkColour, message, value=item.dark_colour)


def _field_findings(item: EntityClass) -> Iterator[Finding]:
    for field in item.fields:
        if not field.path:
            yield _finding(item, SH.path, "dites quelle propriété le champ remplit (sh:path).", field.iri)
        if field.order >= _UNORDERED:
            yield _finding(item, SH.order, "donnez au champ son rang (sh:order).", field.iri)
        if field.group is None or not field.group.label:
            yield _finding(item, SH.group, "rangez le champ dans un groupe qui a un titre (sh:group).", field.iri)
        if not field.message.fr:
            yield _finding(item, SH.message, "ajoutez un message @fr qui dit quoi faire.", field.iri)
        if languages := _missing(field.name):
            yield _finding(item, SH.name, f"ajoutez le nom du champ en {languages}.", field.iri)
        if field.is_link:
            yield from _link_findings(item, field)


def _link_findings(item: EntityClass, field: Field) -> Iterator[Finding]:
    for path, texts in ((TIS.sentence, field.sentence), (TIS.verb, field.verb), (TIS.inverseName, field.inverse)):
        if languages := _missing(texts):
            yield _finding(item, path, f"un lien se lit : ajoutez {compact(path)} en {languages}.", field.iri)
    for sentence in field.sentence.languages.values():
        if sentence and not ("{s}" in sentence and "{o}" in sentence):
            yield _finding(item, TIS.sentence, "la phrase doit contenir {s} et {o}.", field.iri, sentence)


def _duplicates(model: Model) -> Iterator[Finding]:
    for path, key in ((TIS.kind, "kind"), (TIS.slug, "slug"), (SH.order, "order")):
        shared = _repeated(getattr(item, key) for item in model.classes)
        for item in model.classes:
            if (value := getattr(item, key)) in shared:
                message = f"deux classes ont le même {compact(path)} : changez l’un des deux."
                yield _finding(item, path, message, value=str(value))
    by_class = _repeated(item.iri for item in model.classes if not item.scheme)
    for item in model.classes:
        if item.iri in by_class:
            yield _finding(item, RDF.type, "deux natures décrivent la même classe : gardez-en une.")
        yield from _duplicate_fields(item)


def _duplicate_fields(item: EntityClass) -> Iterator[Finding]:
    orders = _repeated(field.order for field in item.fields if field.order < _UNORDERED)
    paths = _repeated(field.path for field in item.fields)
    for field in item.fields:
        if field.order in orders:
            message = "deux champs de la classe ont le même rang : changez l’un des deux."
            yield _finding(item, SH.order, message, field.iri, f"{field.order:g}")
        if field.path in paths:
            message = "deux champs de la classe remplissent la même propriété : gardez-en un."
            yield _finding(item, SH.path, message, field.iri, field.path)


def _repeated(values: Iterable[object]) -> set[object]:
    return {value for value, count in Counter(values).items() if count > 1}
