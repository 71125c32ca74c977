# SPDX-License-Identifier: AGPL-3.0-or-later
"""MedNum: places of digital mediation, as the CSV that the national map of these places reads."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator

from exports._standard import StandardWriter
from exports._types import Export, LeftOut, Publication
from graph.text.official_numbers import register
from graph.text.wording import Label

SLUG = "mednum"
PLACE, HELP = "organisation", "service"
REGISTERS = ("SIRET", "RNA", "SIREN")
TELEPHONE = re.compile(r"\+(?:33|590|594|262|596|269|687|689|508|681)\d{6,9}", re.ASCII)
NUMBER = re.compile(r"[a-zA-Z0-9]{9,14}", re.ASCII)
CODE = re.compile(r"(?:[013-9]\d|2[AB1-9])\d{3}", re.ASCII)
POSTCODE = re.compile(r"\d{5}", re.ASCII)
# What a spreadsheet would calculate; numbers and telephones are let be.
LIVE = re.compile(r"[=@\t\r]|[+-](?![\d.])")


def render(publication: Publication) -> bytes:
    """UTF-8, a heading of the fields of the standard, commas; several values of a cell are split by `|`."""
    writer, out = StandardWriter(publication, SLUG), io.StringIO()
    table = csv.DictWriter(out, fieldnames=list(writer.form.fields), lineterminator="\r\n")
    table.writeheader()
    for row in places(writer, LeftOut()):
        table.writerow({name: _guarded(cell) for name, cell in row.items()})
    return out.getvalue().encode()


def left_out(publication: Publication) -> LeftOut:
    """The places that lack what the standard requires."""
    found = LeftOut()
    for _ in places(StandardWriter(publication, SLUG), found):
        pass
    return found


def places(writer: StandardWriter, aside: LeftOut) -> Iterator[dict[str, str]]:
    """Each place that can be said, by the fields of the standard; the others are counted.

    Where things were chosen: those places that are, with all that they offer, and the places of chosen services.
    """
    helps = writer.offers(HELP)
    required = [writer.role(role) for role in ("number", "name", "town", "postcode", "street", "modified")]
    for iri in writer.bodies(PLACE, helps):
        row = _row(writer, iri, helps.get(iri, []))
        if row is not None and not aside.count([name for name in required if not row[name]]):
            yield row


def _row(writer: StandardWriter, iri: str, services: list[str]) -> dict[str, str] | None:
    """The cells of a place; None for what is no place of digital mediation, as far as is known."""
    helping = [service for service in services if writer.texts(writer.role("helps"), service)]
    known = writer.texts(writer.role("id"), iri)
    if not helping and not known:
        return None
    found = dict.fromkeys(writer.form.fields, "")
    for name, own in writer.form.fields.items():
        if own.kind == HELP:
            texts = writer.texts(name, *helping) if helping else writer.as_said(name, iri)
        else:
            texts = writer.texts(name, iri)
        found[name] = writer.form.separator.join(texts if own.several else texts[:1])
    found[writer.role("id")] = known[0] if known else (writer.data.relative(iri) or iri)
    return found | _made(writer, iri)


def _made(writer: StandardWriter, iri: str) -> dict[str, str]:
    """What the standard writes otherwise than it is known here."""
    parts, code, text = writer.address(iri), writer.commune_code(iri), writer.presentation(iri)
    telephones = [_international(number) for number in writer.texts(writer.role("telephone"), iri)]
    return {
        writer.role("name"): writer.data.label(iri),
        writer.role("number"): _number(writer, iri),
        writer.role("street"): parts.street,
        writer.role("complement"): parts.complement,
        writer.role("postcode"): parts.postcode if POSTCODE.fullmatch(parts.postcode) else "",
        writer.role("town"): parts.town,
        writer.role("town_code"): code if CODE.fullmatch(code) else "",
        writer.role("summary"): text.summary,
        writer.role("detail"): text.detail,
        writer.role("telephone"): next((number for number in telephones if TELEPHONE.fullmatch(number)), ""),
        writer.role("modified"): writer.updated(iri),
    }


def _number(writer: StandardWriter, iri: str) -> str:
    """The official number, that of the establishment rather than that of the whole body."""
    numbers = [text for text in writer.texts(writer.role("number"), iri) if NUMBER.fullmatch(text)]
    known = [number for name in REGISTERS for number in numbers if register(number) == name]
    return next(iter([*known, *numbers]), "")


def _international(number: str) -> str:
    """`+33247000000` for `02 47 00 00 00`."""
    digits = re.sub(r"[\s.()-]", "", number)
    return f"+33{digits[1:]}" if re.fullmatch(r"0[1-9]\d{8}", digits, re.ASCII) else digits


def _guarded(cell: str) -> str:
    return f"'{cell}" if LIVE.match(cell) else cell


export = Export(
    slug=SLUG,
    label=Label("MedNum, pour la carte nationale des lieux de médiation numérique"),
    media_type="text/csv",
    extension="mednum.csv",
    order=46,
    render=render,
    cut=True,
    left_out=left_out,
)
