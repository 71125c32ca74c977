# SPDX-License-Identifier: AGPL-3.0-or-later
"""GoGoCarto: the places as elements of a map, with the tree of options that they bear."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal

from exports._types import Export, Publication
from graph.model.exchange import exchange
from graph.namespaces import DCT, RDF, SCHEMA, WGS, XSD
from graph.rdf.dataset import spoken
from graph.sources._gogocarto import MapOption, address_parts, days_of, turned_day
from graph.text.folding import fold
from graph.text.wording import Label

FORM = "gogocarto"
# Of two names of one field, the one that maps of today write.
FIELDS = ("name", "description", "descriptionMore", "telephone", "email", "website")
CHOSEN = ("categories", "needs")
WRITTEN = re.compile(r"[+-]?\d{1,300}(?:\.\d+)?", re.ASCII)
NUMBERS = {XSD.integer: int, XSD.decimal: float}


def render(publication: Publication) -> bytes:
    """`{"ontology": "gogofull", "data": [elements], "taxonomy": tree}`, sorted; UTF-8."""
    form = exchange(FORM)
    kinds = {field.kind for field in form.fields.values() if field.kind}
    things = (iri for kind in kinds for iri in publication.still_there(publication.model.kind(kind)))
    elements = [_Element(publication, iri) for iri in sorted(set(things))]
    data = sorted((element.said() for element in elements), key=lambda said: (fold(said["name"]), str(said["id"])))
    options = {option.id: option for element in elements for option in element.options()}
    whole = {"ontology": "gogofull", "data": data, "taxonomy": _tree(options.values())}
    return (json.dumps(whole, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True)
class _Element:
    """A thing as an element of a map."""

    publication: Publication
    iri: str

    def said(self) -> dict[str, Any]:
        """The element: what the model says, then what GoGoCarto says and the model cannot."""
        dataset, form = self.publication.dataset, exchange(FORM)
        elsewhere = dict(self._elsewhere())
        said: dict[str, Any] = {"id": elsewhere.pop("id", None) or dataset.relative(self.iri) or self.iri}
        said["name"] = dataset.label(self.iri)
        for name in FIELDS[1:]:
            texts = elsewhere.get(name) or self._texts(form.fields[name].path)
            if texts:
                said[name] = texts if isinstance(texts, str) else texts[0]
        geo = {part: self._texts(path) for part, path in (("latitude", WGS.lat), ("longitude", WGS.long))}
        if all(geo.values()):
            said["geo"] = {part: float(texts[0]) for part, texts in geo.items()}
        for name, value in (("address", self._address()), ("openHours", self._hours())):
            if name in elsewhere or value:
                said[name] = elsewhere.get(name) or value
        modified = self._texts(DCT.modified)
        if modified:
            said["updatedAt"] = turned_day(modified[0])
        said["categories"] = [_number(option.id) for option in self.options()]
        known = {*said, "categoriesFull"}
        return {**said, **{name: value for name, value in elsewhere.items() if name not in known}}

    def options(self) -> list[MapOption]:
        """What it is and what it works on, with what its own map says so, in its order."""
        found = {option.id: option for option in self._said_options()}
        names = {fold(option.name) for option in found.values()}
        for option in self._chosen():
            if fold(option.name) not in names:
                found.setdefault(option.id, option)
        return list(found.values())

    def _chosen(self) -> Iterator[MapOption]:
        model, form = self.publication.model, exchange(FORM)
        groups = {scheme.iri: scheme.label() for scheme in model.schemes}
        for name in CHOSEN:
            for iri in sorted(self.publication.dataset.links(self.iri, form.fields[name].path)):
                choice = model.choices.get(iri)
                if choice is not None:
                    key = "/".join(iri.rsplit("/", 2)[-2:])
                    yield MapOption(key, choice.label(), (groups[choice.scheme],))

    def _said_options(self) -> Iterator[MapOption]:
        """Those of its own map, in their order."""
        for value in self.publication.dataset.values(self.iri, exchange(FORM).elsewhere("categoriesFull")):
            own = _json(value) if isinstance(value, Literal) else []
            for item in own if isinstance(own, list) else []:
                if isinstance(item, dict) and isinstance(item.get("id"), str):
                    above = item.get("above")
                    names = tuple(map(str, above)) if isinstance(above, list) else ()
                    yield MapOption(item["id"], str(item.get("name", "")), names)

    def _elsewhere(self) -> Iterator[tuple[str, Any]]:
        """What its map says and the model cannot, by name, as JSON has it; several values as a list."""
        prefix = exchange(FORM).elsewhere("")
        found: dict[str, list[Any]] = {}
        for fact in self.publication.dataset.facts(s=self.iri):
            name = fact.p.removeprefix(prefix)
            if name != fact.p and name not in ("categories", "categoriesFull") and isinstance(fact.o, Literal):
                found.setdefault(name, []).append(_json(fact.o))
        for name, values in found.items():
            own = sorted(dict.fromkeys(map(json.dumps, values)))
            listed = len(own) > 1 or name == "categoriesDescriptions"
            yield name, [json.loads(text) for text in own] if listed else json.loads(own[0])

    def _texts(self, path: str) -> list[str]:
        """What a property says, French first, in a stable order."""
        literals = [
            value for value in self.publication.dataset.values(self.iri, path) if isinstance(value, (Literal, str))
        ]
        texts = [
            (0 if isinstance(value, str) or spoken(value) in ("", "fr") else 1, _text(value)) for value in literals
        ]
        return [text for _, text in sorted(texts)]

    def _address(self) -> dict[str, str]:
        lines = self._texts(SCHEMA.address)
        if lines:
            return {**address_parts(lines[0]), "addressCountry": "FR"}
        places = sorted(self.publication.dataset.links(self.iri, SCHEMA.location))
        return {"addressLocality": self.publication.dataset.label(places[0])} if places else {}

    def _hours(self) -> dict[str, str]:
        hours = self._texts(SCHEMA.openingHours)
        return days_of(hours[0]) if hours else {}


def _text(value: Literal | str) -> str:
    return value if isinstance(value, str) else value.value


def _json(value: Literal) -> Any:
    """A literal as JSON has it; its text where it is not what its type says."""
    kind = value.datatype.value
    try:
        if kind == RDF["JSON"]:
            return json.loads(value.value)
        if kind in NUMBERS and WRITTEN.fullmatch(value.value):
            return NUMBERS[kind](value.value)
    except (ValueError, RecursionError):
        return value.value
    return value.value == "true" if kind == XSD.boolean else value.value


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 and text == str(int(text)) else text


def _tree(options: Any) -> dict[str, Any]:
    """The options under the names of their groups, as a tree of them."""
    root: dict[str, Any] = {"name": "Catégories", "options": []}
    for option in sorted(options, key=lambda option: (option.above, fold(option.name), option.id)):
        node = root
        for name in option.above:
            node = _group(node, name)
        node.setdefault("options", []).append({"id": _number(option.id), "name": option.name or option.id})
    return root


def _group(node: dict[str, Any], name: str) -> dict[str, Any]:
    """The option or group of that name under a node, made where it is missing."""
    below = node.setdefault("options", [])
    found = next((item for item in below if item["name"] == name), None)
    if found is None:
        found = {"name": name, "options": []}
        below.append(found)
    return found


export = Export(
    slug="gogocarto",
    label=Label("GoGoCarto, pour une carte partagée"),
    media_type="application/json",
    extension="gogocarto.json",
    order=48,
    render=render,
    cut=True,
)
