# SPDX-License-Identifier: AGPL-3.0-or-later
"""Things as the fields of a standard say them, by the mapping that reads them: only what is true goes out.

What a file of that standard said word for word is said again for as long as what is known here still agrees with it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from pyoxigraph import Literal

from exports._types import Publication
from graph import clock
from graph.model.exchange import PAGES, Exchange, ExchangeField, as_page, exchange
from graph.namespaces import DCT, SCHEMA, TIS
from graph.text.composed import AddressParts, TextParts, address_parts, joined_address, joined_text, text_parts

POSTCODE = re.compile(r"\d{5}", re.ASCII)
FIRST_DAY = "2000-01-01"


class StandardWriter:
    """Says things in the fields of a format."""

    def __init__(self, publication: Publication, slug: str) -> None:
        self.form: Exchange = exchange(slug)
        self.data = publication.dataset
        self._publication = publication
        self._today = clock.today()

    def things(self, kind: str) -> list[str]:
        """The things of a kind that are open today, in order."""
        return self._publication.still_there(self._publication.model.kind(kind))

    def offers(self, kind: str) -> dict[str, list[str]]:
        """The services of a kind that are open today, by who offers them: of those asked for all, of others what is."""
        found: dict[str, list[str]] = {}
        is_chosen = self._publication.is_chosen
        for service in self._publication.still_there(self._publication.model.kind(kind), whole=True):
            for provider in self.data.links(service, SCHEMA.provider):
                if is_chosen(service) or is_chosen(provider):
                    found.setdefault(provider, []).append(service)
        return found

    def bodies(self, kind: str, offering: Collection[str]) -> list[str]:
        """The things of a kind that are open today and asked for, or that offer something that is, in order."""
        publication = self._publication
        there = publication.still_there(publication.model.kind(kind), whole=True)
        return [iri for iri in there if publication.is_chosen(iri) or iri in offering]

    def role(self, role: str, table: str = "") -> str:
        """The name of the field of a role in a table."""
        name = self.form.roles[role]
        return f"{table}.{name}" if table else name

    def texts(self, name: str, *subjects: str) -> list[str]:
        """The values of a field, of one thing or of several together."""
        own = self.form.fields[name]
        kept = self._kept(name, subjects)
        if name in self.form.codes:
            return self._codes(own, kept, subjects)
        if not own.path:
            return kept
        values = self._said(own.path, subjects)
        # What could not be read is all that is known; what is kept beside a value goes with it.
        unread = not values and not own.coarse and own.path not in PAGES
        good = [text for text in kept if unread or _as_read(own.path, text) in values]
        covered = {_as_read(own.path, text) for text in good}
        return good if own.coarse else [*good, *(value for value in values if value not in covered)]

    def as_said(self, name: str, iri: str) -> list[str]:
        """What a file said in a field, of the values that the format has."""
        known = self.form.known(name) if name in self.form.codes else None
        return [text for text in self._kept(name, [iri]) if known is None or text in known]

    def address(self, iri: str, table: str = "") -> AddressParts:
        """The address of a thing, its commune and its postal code, where they are known."""
        names = [self.role(role, table) for role in ("street", "complement", "postcode", "town")]
        kept = AddressParts(*(next(iter(self._kept(name, [iri])), "") for name in names))
        text = next(iter(self._said(SCHEMA.address, [iri])), "")
        cut = self.form.fields[names[0]].path == SCHEMA.address
        parts = kept if not cut or joined_address(kept) == text else address_parts(text, kept.complement)
        town = parts.town or (self.data.label(self._commune(iri)) if self._commune(iri) else "")
        street = parts.street if parts.postcode else parts.street.removesuffix(f", {town}")
        return parts._replace(street=street, town=town, postcode=parts.postcode or self._postcode(iri))

    def commune_code(self, iri: str, table: str = "") -> str:
        """The INSEE code of the commune of a thing, as a file said it while it still says where, else as it is now."""
        name = self.role("town_code", table)
        placed = {fact.source for fact in self.data.facts(iri, SCHEMA.location)}
        kept = self.data.facts(iri, self.form.elsewhere(name))
        said = (_text(fact.o) for fact in kept if not placed or fact.source in placed)
        return next(said, self._commune(iri).rpartition("-")[2])

    def presentation(self, iri: str) -> TextParts:
        """The presentation of a thing, short and long."""
        kept = TextParts(*(next(iter(self._kept(self.role(role), [iri])), "") for role in ("summary", "detail")))
        text = self.data.text(iri, DCT.description) or ""
        return kept if joined_text(kept) == text else text_parts(text)

    def updated(self, iri: str) -> str:
        """The day on which what is said of a thing was last true, as YYYY-MM-DD; "" where nobody says.

        That of its last change, else of its last confirmation, else of its latest source.
        """
        sources = {fact.source for fact in self.data.facts(s=iri) if fact.source}
        ways = (
            [self.data.day(iri, DCT.modified)],
            [self.data.day(iri, TIS.confirmedOn)],
            [self.data.day(source, DCT.issued) for source in sources],
        )
        days = [max(known) for way in ways if (known := [day for day in way if day and self._is_whole(day)])]
        return days[0].isoformat() if days else ""

    def _is_whole(self, day: date) -> bool:
        """Whether it is a day that standards take, rather than a month, a year or a bound."""
        text = day.isoformat()
        return len(text) == len(FIRST_DAY) and text >= FIRST_DAY and day <= self._today

    def codes_of_places(self, name: str, iri: str) -> list[str]:
        """The codes of territories; none at all where one of them has none in this format: fewer would say less."""
        own, found = self.form.fields[name], list[str]()
        whole, country = (self.form.roles[role] for role in ("whole_country", "country_code"))
        kept = self._kept(name, [iri])
        for place in self.data.links(iri, own.path):
            level, _, code = place.rpartition("/")[2].partition("-")
            if level == "region":
                return kept
            found.append(whole if level == "pays" else code)
        own_way = country in kept and whole in found
        kept = [code for code in kept if code != country or own_way]
        return [*kept, *(code for code in found if code != whole or not own_way)]

    # --- what is said ---------------------------------------------------------------------------------------------

    def _kept(self, name: str, subjects: Sequence[str]) -> list[str]:
        """What a file of the format said in a field, as it said it."""
        return self._said(self.form.elsewhere(name), subjects)

    def _said(self, path: str, subjects: Sequence[str]) -> list[str]:
        """Texts without other languages than French, and addresses, each once."""
        values = [value for iri in subjects for value in self.data.values(iri, path)]
        return list(dict.fromkeys(_text(value) for value in values if _is_french(value)))

    def _codes(self, own: ExchangeField, kept: Iterable[str], subjects: Sequence[str]) -> list[str]:
        """The codes of what is known, those of a file among them for as long as one of their choices holds."""
        order = self.form.known(own.name)
        meant = {code: {*self.form.choices(own.name, code)} for code in kept if code in order}
        values = {str(value) for iri in subjects for value in self.data.values(iri, own.path)} if own.path else set()
        good = {code: choices for code, choices in meant.items() if not choices or values & choices}
        covered = {choice for choices in good.values() for choice in choices}
        found = {*good, *(self.form.written(own.name, choice) for choice in values - covered)}
        return [code for code in order if code in found]

    def _commune(self, iri: str) -> str:
        """The commune of a thing, "" where there is none, or several."""
        places = [place for place in self.data.links(iri, SCHEMA.location) if "/territory/commune-" in place]
        return places[0] if len(places) == 1 else ""

    def _postcode(self, iri: str) -> str:
        """The postal code of the commune of a thing, where it has one only."""
        commune = self._commune(iri)
        codes = self._said(SCHEMA.postalCode, [commune]) if commune else []
        return codes[0] if len(codes) == 1 and POSTCODE.fullmatch(codes[0]) else ""


def _as_read(path: str, text: str) -> str:
    """A text as the reader of the format makes it a value."""
    return as_page(text) if path in PAGES else text


def _text(value: str | Literal) -> str:
    return value if isinstance(value, str) else value.value


def _is_french(value: str | Literal) -> bool:
    return isinstance(value, str) or not value.language or value.language.startswith("fr")
