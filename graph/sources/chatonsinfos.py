# SPDX-License-Identifier: AGPL-3.0-or-later
"""ChatonsInfos: the properties by which a host of free services describes itself, what it joined, and each service.

Options that this format knows: `provider`, the address of the host of a service, which its own file does not say;
`property=code`, what a code means here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from graph.errors import DataError
from graph.model.exchange import exchange
from graph.namespaces import DCT, ORG, SCHEMA, SKOS, SPDX, TIS
from graph.sources._json import bounded_text, whole
from graph.sources._reading import (
    SourceColumn,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceFormat,
    SourceReading,
    SourceTerms,
    SourceValue,
)
from graph.sources._records import (
    WHY_LEFT,
    FieldPlace,
    Placing,
    SeenColumns,
    kept,
    plain_lines,
    town_in,
)
from graph.text.wording import Label

FORM = "chatonsinfos"
LARGEST = 2 * 1024 * 1024
SECTIONS = ("federation", "organization", "service", "software")
NO_PROPERTIES = "ce fichier n’a ni « organization.name », ni « service.name », ni « federation.name »."
NO_LINE = "cette ligne n’est pas une propriété : écrivez « nom = valeur », ou un # devant un commentaire."
TWICE = "« {name} » est déjà à la ligne {row} : gardez une seule des deux lignes."
PRIVATE_HOST = "tenue par une personne seule : son adresse et son courriel n’entrent pas"
MEMBERS_ONLY = "Réservé aux membres de la structure qui l’héberge."
FULL = "Complet : plus de nouvelle inscription."
JOINED = "{member}, membre de {network}"
MEASURES = "des mesures d’usage"
_MEMBER = re.compile(r"organization\.memberof\.([\w-]{1,60})\.(.+)", re.IGNORECASE)
_PROPERTY = re.compile(r"((?:[^\s:=\\]|\\.)+)\s*[:=]\s*(.*)", re.DOTALL)
_HEAD = re.compile(rf"^[ \t]*(?:{'|'.join(SECTIONS)}|file)\.[a-z.]+[ \t]*[:=]", re.MULTILINE | re.IGNORECASE)
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": " ", "r": " ", "f": " "}
_LICENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{1,60}", re.ASCII)
# What of a person who hosts alone is theirs.
OWN = frozenset({"contact.email", "geolocation.address", "geolocation.latitude", "geolocation.longitude"})
RUNNING = frozenset({"software.version", "software.modules"})  # said of the software as this service runs it
CODES = {"type": "type", "status.level": "status", "registration": "registration"}
ADDRESS = "geolocation.address"


@dataclass(frozen=True)
class HostProperty:
    """A property of a file: its name in lower case, what it says, its line."""

    name: str
    text: str
    line: int

    @property
    def section(self) -> str:
        """What it is about."""
        return self.name.partition(".")[0]

    @property
    def own(self) -> str:
        """Its name within its section."""
        return self.name.partition(".")[2]


def recognises(content: SourceContent) -> bool:
    """Whether its lines are properties of one of the sections."""
    head = content.head().decode("cp1252", "ignore").lstrip("ï»¿ \t\r\n")
    return head[:1] not in ("{", "[", "<") and bool(_HEAD.search(head))


def read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """What a file describes; raises DataError where it is no such file."""
    text = bounded_text(content, LARGEST)  # Java did not write UTF-8 for long
    properties, faults = _properties(text)
    if not any(f"{section}.name" in properties for section in SECTIONS):
        raise DataError(NO_PROPERTIES, file=content.name)
    described = _Described(properties, terms, content.address)
    seen = SeenColumns(content.name, described.placing)
    for item in properties.values():
        if item.section != "metrics":
            seen.see(item.name, (item.text,) if item.text else ())
    columns = seen.told(described.place)
    if any(item.section == "metrics" for item in properties.values()):
        columns = (*columns, SourceColumn("metrics.*", "", MEASURES))
    issued = properties["file.datetime"].text[:10] if "file.datetime" in properties else ""
    issued = issued if re.fullmatch(r"\d{4}-\d\d-\d\d", issued) else ""
    return SourceReading(described.all(faults), columns, issued=issued)


def _properties(text: str) -> tuple[dict[str, HostProperty], list[SourceFault]]:
    """The properties by name, and the lines that are none."""
    found, faults = dict[str, HostProperty](), list[SourceFault]()
    for line, said in _lines(text):
        match = _PROPERTY.fullmatch(said)
        if not match:
            faults.append(SourceFault(line, "", said[:80], NO_LINE))
            continue
        name, value = _unescaped(match[1]).lower(), _unquoted(_unescaped(match[2]).strip())
        if name in found and found[name].text != value:
            faults.append(SourceFault(line, name, value[:80], TWICE.format(name=name, row=found[name].line)))
        found.setdefault(name, HostProperty(name, value, line))
    return found, faults


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines with their number, continued ones joined; comments and empty lines left out."""
    begun, parts = 0, list[str]()
    for number, line in enumerate(plain_lines(text), 1):
        line = line.lstrip() if parts else line.strip()
        if not parts and (not line or line[0] in "#!"):
            continue
        begun = begun or number
        continued = len(line) - len(line.rstrip("\\"))
        parts.append(line[:-1] if continued % 2 else line)
        if continued % 2 == 0:
            yield begun, "".join(parts)
            begun, parts = 0, []
    if parts:
        yield begun, "".join(parts)


def _unescaped(text: str) -> str:
    def said(match: re.Match[str]) -> str:
        code = match[1]
        return chr(int(code[1:], 16)) if len(code) == 5 else _ESCAPED.get(code, code)

    return whole(_ESCAPE.sub(said, text))


def _unquoted(text: str) -> str:
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"" else text


@dataclass(frozen=True)
class _Described:
    """What the properties of a file describe, in the terms of an instance."""

    properties: Mapping[str, HostProperty]
    terms: SourceTerms
    address: str

    @cached_property
    def placing(self) -> Placing:
        return Placing(exchange(FORM), self.terms.mapping, self.terms.model)

    @cached_property
    def _alone(self) -> bool:
        """Whether one person, and not a body, is the host."""
        return self._text("organization.type").upper() == "INDIVIDUAL"

    def place(self, name: str) -> FieldPlace:
        """Where a property goes."""
        member = _MEMBER.fullmatch(name)
        if member:
            place = self.placing(f"organization.memberof.{member[2]}")
            return FieldPlace("", self.placing.form.elsewhere(name), place.why, kept=True) if place.kept else place
        if self._alone and name.startswith("organization.") and name.partition(".")[2] in OWN:
            return FieldPlace("", "", PRIVATE_HOST)
        if name == "organization.type" and self._alone:
            return FieldPlace("", "", WHY_LEFT["persons"])
        return self.placing(name)

    def all(self, faults: list[SourceFault]) -> Iterator[SourceEntity | SourceFault]:
        """The things, those that others lead to first."""
        yield from faults
        software = self._thing("software")
        yield from software
        network = self._thing("federation")
        yield from network
        host = self._thing("organization")
        yield from host
        if host:
            yield from self._memberships(self._key("organization"))
        yield from self._thing("service")

    def _thing(self, section: str) -> list[SourceEntity | SourceFault]:
        name = self.properties.get(f"{section}.name")
        if name is None or not name.text:
            return []
        kind = self.placing.form.fields[name.name].kind
        return list(self.placing.thing(kind, self._key(section), self._values(section), name.line))

    def _key(self, section: str) -> str:
        """What identifies a thing: the address of its site, which is unique and lasts, else its name."""
        return self._text(f"{section}.website") or self._text(f"{section}.name")

    def _values(self, section: str) -> Iterator[SourceValue]:
        for item in self.properties.values():
            own = item.section == section and item.name not in RUNNING and not _MEMBER.fullmatch(item.name)
            if own or self._goes_with(item, section):
                yield from self._property(item)
        if section == "service":
            yield from self._access()
            yield from self._links()

    def _goes_with(self, item: HostProperty, section: str) -> bool:
        """What has no thing of its own goes with the service, or with the host."""
        main = "service" if "service.name" in self.properties else "organization"
        return section == main and (item.section in ("host", "subs") or item.name in RUNNING)

    def _property(self, item: HostProperty) -> Iterator[SourceValue]:
        place, form = self.place(item.name), self.placing.form
        if not item.text or not place.path:
            return
        if place.kept:
            yield kept(place.path, item.text, item.name)
            return
        codes = CODES.get(item.own)
        if codes or item.own == "registration.load":
            yield kept(form.elsewhere(item.name), item.text, item.name)
            yield from (SourceValue(place.path, choice, item.name) for choice in self._choices(codes or "", item))
        elif place.path == SCHEMA.license:
            yield from (SourceValue(place.path, text, item.name) for text in _licences(item.text))
            yield kept(form.elsewhere(item.name), item.text, item.name)
        elif item.own.startswith("geolocation.l"):
            yield from self.placing.said(item.name, item.text.replace(",", ".").removeprefix("+"))
        else:
            town = town_in(item.text) if item.own == ADDRESS else ""
            if town:
                yield SourceValue(SCHEMA.location, town, item.name)
            days = place.path in (SCHEMA.startDate, SCHEMA.endDate)
            text = item.text[:10] if days and re.match(r"\d{4}-\d\d-\d\dT", item.text) else item.text
            yield from self.placing.said(item.name, text)

    def _choices(self, codes: str, item: HostProperty) -> Iterator[str]:
        """The choices that the codes of a property mean; none where they mean less or more than one of ours."""
        for code in item.text.split(self.placing.form.separator) if codes else ():
            meant = self.placing.meant(item.name, code.strip())
            yield from (meant,) if meant != code.strip() else self.placing.form.choices(codes, meant.upper())

    def _access(self) -> Iterator[SourceValue]:
        """Who may register now, and at what cost, where it is said."""
        registration = {code.strip().upper() for code in self._text("service.registration").split(";")} - {""}
        column = "service.registration"
        if len(registration) == 1:  # several ways in: none of them is the cost
            for choice in self.placing.form.choices("cost", next(iter(registration))):
                yield SourceValue(TIS.cost, choice, column)
        if registration == {"MEMBER"}:
            yield SourceValue(TIS.condition, MEMBERS_ONLY, column)
        if self._text("service.registration.load").upper() == "FULL":
            yield SourceValue(TIS.openToAssociations, "false", f"{column}.load")
            yield SourceValue(TIS.condition, FULL, f"{column}.load")

    def _links(self) -> Iterator[SourceValue]:
        if self._text("software.name"):
            yield SourceValue(TIS.instanceOf, self._key("software"), "software.name", link=True)
        if self._text("organization.name"):
            yield SourceValue(SCHEMA.provider, self._key("organization"), "organization.name", link=True)
        elif self.terms.mapping.options.get("provider"):
            yield SourceValue(SCHEMA.provider, self.terms.mapping.options["provider"], "provider", link=True)
        if self.address.startswith("http"):
            yield SourceValue(DCT["source"], self.address, "")

    def _memberships(self, member: str) -> Iterator[SourceEntity]:
        """Each collective that the host says it is a member of, and the membership with its dates."""
        named: dict[str, list[HostProperty]] = {}
        for item in self.properties.values():
            match = _MEMBER.fullmatch(item.name)
            if match and item.text:
                named.setdefault(match[1], []).append(item)
        network = self.placing("memberof")
        for slug, items in named.items():
            line = min(item.line for item in items)
            yield SourceEntity(network.kind, slug, (SourceValue(network.path, slug, items[0].name),), line)
            values = [*self._joining(member, slug), *(value for item in items for value in self._member(item))]
            kind = self.placing("organization.memberof.startdate").kind
            yield SourceEntity(kind, f"{member} {slug}", tuple(dict.fromkeys(values)), line)

    def _joining(self, member: str, slug: str) -> Iterator[SourceValue]:
        name = JOINED.format(member=self._text("organization.name"), network=slug)
        yield SourceValue(SKOS.prefLabel, name, "organization.name")
        yield SourceValue(ORG.member, member, "organization.name", link=True)
        yield SourceValue(ORG.organization, slug, "organization.memberof", link=True)

    def _member(self, item: HostProperty) -> Iterator[SourceValue]:
        match, place = _MEMBER.fullmatch(item.name), self.place(item.name)
        own = match[2] if match else ""
        if not place.path:
            return
        if place.kept:
            yield kept(place.path, item.text, item.name)
        elif own == "status.level":
            yield kept(self.placing.form.elsewhere(item.name), item.text, item.name)
            yield from (SourceValue(place.path, choice, item.name) for choice in self._choices("status", item))
        else:
            yield SourceValue(place.path, item.text[:10], item.name)

    def _text(self, name: str) -> str:
        return self.properties[name].text if name in self.properties else ""


def _licences(text: str) -> Iterator[str]:
    """The licence of a page of SPDX's list, by its own address; nothing for any other page."""
    match = re.fullmatch(r"https?://spdx\.org/licenses/(.+?)(?:\.html|/)?", text.strip())
    if match and _LICENCE.fullmatch(match[1]):
        yield SPDX[match[1]]


source = SourceFormat(
    slug=FORM,
    label=Label("ChatonsInfos"),
    order=50,
    recognises=recognises,
    read=read,
)
