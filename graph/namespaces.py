# SPDX-License-Identifier: AGPL-3.0-or-later
"""Prefixes and namespaces, one list for reading, writing and compacting IRIs."""

from __future__ import annotations


class Namespace(str):
    """An IRI prefix: `ORG.member` and `ORG["member"]` are the IRI of a term, as plain `str`.

    A term named like a method of `str` needs the brackets: `DCT["title"]`, `DCT["format"]`.
    """

    __slots__ = ()

    def __getattr__(self, name: str) -> str:
        if name.startswith("__"):
            raise AttributeError(name)
        return str(self) + name

    def __getitem__(self, name: object) -> str:
        return str(self) + str(name)


TIS = Namespace("https://w3id.org/tisserand/ontology#")
VOCABULARY = Namespace("https://w3id.org/tisserand/")
# What is meant for these audiences is meant for any other too.
OPEN_TO_ALL = (VOCABULARY["audience/everyone"], VOCABULARY["audience/associations"])
RDF = Namespace("http://www.w3.org/1999/02/22-rdf-syntax-ns#")
RDFS = Namespace("http://www.w3.org/2000/01/rdf-schema#")
OWL = Namespace("http://www.w3.org/2002/07/owl#")
XSD = Namespace("http://www.w3.org/2001/XMLSchema#")
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
SH = Namespace("http://www.w3.org/ns/shacl#")
SKOS = Namespace("http://www.w3.org/2004/02/skos/core#")
SKOSXL = Namespace("http://www.w3.org/2008/05/skos-xl#")
DC = Namespace("http://purl.org/dc/elements/1.1/")
DCT = Namespace("http://purl.org/dc/terms/")
DCAT = Namespace("http://www.w3.org/ns/dcat#")
VOID = Namespace("http://rdfs.org/ns/void#")
PROV = Namespace("http://www.w3.org/ns/prov#")
ORG = Namespace("http://www.w3.org/ns/org#")
FOAF = Namespace("http://xmlns.com/foaf/0.1/")
SCHEMA = Namespace("https://schema.org/")
VCARD = Namespace("http://www.w3.org/2006/vcard/ns#")
IGEO = Namespace("http://rdf.insee.fr/def/geo#")
WGS = Namespace("http://www.w3.org/2003/01/geo/wgs84_pos#")
SPDX = Namespace("http://spdx.org/licenses/")
VANN = Namespace("http://purl.org/vocab/vann/")
PAIR = Namespace("http://virtual-assembly.org/ontologies/pair#")
# What other formats say and no term here can: the field of a format, as `…elsewhere/mednum#prise_rdv`.
ELSEWHERE = Namespace("https://w3id.org/tisserand/elsewhere/")
# What is decided of two things: the first is read as the second, or both are told apart.
MERGED, APART = DCT.isReplacedBy, OWL.differentFrom
# Of one field of a thing, the source whose answer is shown: the whole IRI of the field follows, escaped.
CHOSEN = Namespace("https://w3id.org/tisserand/chosen#")
# The sources that may say so, under `…/id/`: for anybody to see, and for what names a thing that not everybody may see.
DECIDING = ("source/merges", "source/merges-restricted")
# What a delivery notes of itself and of its things; what a card of elsewhere leads to, by the names of the fields.
DELIVERY, CARD_THERE = Namespace(f"{ELSEWHERE}delivery#"), Namespace(f"{ELSEWHERE}card#")
ACCESS_RIGHT = Namespace("http://publications.europa.eu/resource/authority/access-right/")

PREFIXES: dict[str, str] = {
    "tis": TIS,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "sh": SH,
    "skos": SKOS,
    "skosxl": SKOSXL,
    "dc": DC,
    "dct": DCT,
    "dcat": DCAT,
    "void": VOID,
    "prov": PROV,
    "org": ORG,
    "foaf": FOAF,
    "schema": SCHEMA,
    "vcard": VCARD,
    "igeo": IGEO,
    "wgs": WGS,
    "spdx": SPDX,
    "vann": VANN,
    "pair": PAIR,
}


def is_decided(path: str) -> bool:
    """Whether a property says what is decided of things, not what they are."""
    return path in (MERGED, APART) or path.startswith(CHOSEN)


def decides(path: str, source: str, base: str) -> bool:
    """Whether that is decided, and said where it may be."""
    return is_decided(path) and source.removeprefix(f"{base}/id/") in DECIDING


def compact(iri: str) -> str:
    """`org:member` for an IRI under a known prefix, the IRI itself otherwise."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and "/" not in iri[len(namespace) :]:
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def local_name(iri: str) -> str:
    """What follows the last `#` or `/` of an IRI."""
    return iri.rstrip("/#").rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def expand(name: str) -> str:
    """The IRI of `org:member`; anything without a known prefix is given back as it is."""
    prefix, colon, local = name.partition(":")
    return f"{PREFIXES[prefix]}{local}" if colon and prefix in PREFIXES else name
