# SPDX-License-Identifier: AGPL-3.0-or-later
"""What every page shares: addresses of entities, versioned files, acronyms, and the skin put on the application."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol, TypeVar
from urllib.parse import quote, urlencode

from babel import Locale
from flask import Flask, Response, current_app, g, request, url_for
from markupsafe import Markup

from graph import clock
from graph.entity import Mention, Reader
from graph.model import EntityClass
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import SKOS, SKOSXL, TIS, VOCABULARY, compact
from graph.rdf.dataset import Dataset
from graph.rdf.forms import FORMS
from graph.text.catalogue import LANGUAGES
from web.app import (
    compression,
    dear,
    errors,
    files,
    filters,
    following,
    foreign,
    kept_pages,
    language,
    looks,
    origin,
    parameters,
    scripts,
    security,
    sharing,
)
from web.app.acronyms import Acronym, anchor, explain_acronyms
from web.app.costly import CostlyMaking
from web.app.ecosystem import Ecosystem, current_ecosystem
from web.app.keeping import FOR_EVER
from web.app.negotiation import dataset_address
from web.app.recent import recent

VERSION = "0.1.0"
ACTUAL = VOCABULARY["viewpoint/actual"]
Made = TypeVar("Made")
MOST_FOLLOWED = len(LANGUAGES)
PLAIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")  # what an address holds as it is


@dataclass(frozen=True)
class Crumb:
    """One step of the breadcrumb; the last has no address."""

    label: str
    href: str = ""


def register(app: Flask) -> None:
    """Puts the skin on: language, filters, errors, security, and what templates may call."""
    given, asked = (files, looks, scripts), (origin, parameters, kept_pages, following)
    for part in (*given, *asked, compression, language, foreign, filters, errors, dear):
        part.register(app)
    security.register(app)
    app.jinja_env.globals.update(
        href=href,
        mention_of=mention_of,
        asset=files.asset,
        script=scripts.script,
        preloads=scripts.preloads,
        kind_of=kind_of,
        kinds=kinds,
        here=here,
        canonical=sharing.canonical,
        other_languages=other_languages,
        data_base=data_base,
        data_forms=FORMS,
        dataset_address=dataset_address,
        hindered=lambda: current_ecosystem().hindrance,
        observatory=lambda: current_ecosystem().observatory,
        examples=lambda: current_ecosystem().examples,
    )
    app.jinja_env.filters.update(explained=explained, compact=compact)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.after_request(_cache_rules)


def reader() -> Reader:
    """Reads the public dataset in the language of the page; one for each request."""
    if "reader" not in g:
        ecosystem = current_ecosystem()
        g.reader = Reader(ecosystem.repository.public, ecosystem.model, language.language())
    found: Reader = g.reader
    return found


def ecosystem() -> Ecosystem:
    """The ecosystem of this instance."""
    return current_ecosystem()


def last_change() -> datetime | None:
    """When what the public sees last changed; a change of restricted facts alone leaves it."""
    published = current_ecosystem().published
    return None if published is None else published.at


class Addressed(Protocol):
    """What has an IRI, and the key of its card here where it has one: mentions, sources, steps of a chain."""

    @property
    def iri(self) -> str: ...

    @property
    def key(self) -> str: ...


def href(thing: Addressed | str) -> str:
    """The address of an entity's card here, or its own IRI when this instance does not describe it."""
    iri, key = (thing, reader().key(thing)) if isinstance(thing, str) else (thing.iri, thing.key)
    if iri == ONTOLOGY_SOURCE:
        return url_for("ontology.show")
    if key:
        return _card_address(key)
    return iri if iri.startswith(("http://", "https://", "#")) else ""


def _card_address(key: str) -> str:
    """The address of a card; built once a request, as a page has a hundred of them, then filled in."""
    if not PLAIN.fullmatch(key):
        kind, _, slug = key.partition("/")
        return url_for("card.show", kind=kind, slug=slug)
    if "card_address" not in g:
        g.card_address = url_for("card.show", kind="-kind-", slug="-slug-")
    return str(g.card_address).replace("-kind-/-slug-", key, 1)


def mention_of(iri: str) -> Mention:
    """A thing by its IRI, with its name and class."""
    return reader().mention(iri)


def kind_of(kind: str) -> EntityClass | None:
    """The class of that identifier, None when the model has none: templates then leave the place empty."""
    return current_ecosystem().model.by_kind.get(kind)


def kinds() -> tuple[EntityClass, ...]:
    """The classes that the directory shows, in the model's order."""
    return tuple(item for item in current_ecosystem().model.classes if item.directory and not item.restricted)


def here(**changes: Any) -> str:
    """The address of this page with some parameters changed; None takes one away, a list repeats one."""
    kept: dict[str, list[str]] = {**request.args.to_dict(flat=False)}
    for name, value in changes.items():
        if value is None:
            kept.pop(name, None)
        else:
            kept[name] = [str(item) for item in value] if isinstance(value, list | tuple) else [str(value)]
    query = urlencode(kept, doseq=True)
    # What is decoded may hold characters that do not show.
    path = quote(request.root_path + request.path, safe="/:@!$&'()*+,;=~")
    return f"{path}?{query}" if query else path


def other_languages() -> Iterator[tuple[str, str, str]]:
    """The other languages of the interface: their tag, how each calls itself, and this page's address in it."""
    for lang in LANGUAGES:
        if lang != language.language():
            name = Locale.parse(lang).get_display_name() or lang
            yield lang, name[:1].upper() + name[1:], here(lang=lang)


def data_base() -> str:
    """Under which address the entities of this instance are named."""
    return reader().dataset.base


def kept(name: str, make: Callable[[], Made], day: date | None = None) -> Made:
    """What is computed once between two changes of the facts, in each language, under a name; again for another day."""
    key = (current_ecosystem().repository.number, language.language(), day)
    return dear.once(recent(current_app, f"kept {name}"), key, make)


def kept_by_cost(name: str, make: Callable[[], Made]) -> Made:
    """The same in all languages for what says no word: where it costs much it is of before for a while, on this day."""
    known: CostlyMaking[Made] = recent(current_app, "by cost").get(name, CostlyMaking)
    made, seconds = known.of_now(current_ecosystem().repository.number, clock.today(), make)
    if seconds:
        kept_pages.for_seconds(seconds)
    return made


def followed(name: str, make: Callable[[Reader], Made]) -> Made:
    """What keeps itself current with the public facts, made once in each language, under a name."""
    here = reader()
    return dear.once(
        recent(current_app, f"followed {name}", MOST_FOLLOWED), (here.dataset, here.lang), lambda: make(here)
    )


def acronyms() -> Mapping[str, Acronym]:
    """The acronyms that the public dataset expands, by their letters; read again after each change."""
    here, glossary = reader(), url_for("glossary.show", lang=None)
    return kept("acronyms", lambda: dict(_acronyms(here.dataset, here.lang, glossary)))


def _acronyms(dataset: Dataset, lang: str, glossary: str) -> Iterator[tuple[str, Acronym]]:
    for iri in sorted({fact.s for fact in dataset.facts(p=TIS.expansion)}):
        letters = dataset.text(iri, SKOSXL.literalForm, lang) or dataset.label(iri, lang)
        expansion = dataset.text(iri, TIS.expansion, lang)
        if expansion and len(letters) > 1:
            address = f"{glossary}#{anchor(letters)}"
            yield letters, Acronym(letters, expansion, _note(dataset, iri, lang), address)


def _note(dataset: Dataset, iri: str, lang: str) -> str:
    """What its definition says, what it really is first; never the description of one that bears it."""
    defined = sorted(dataset.subjects(TIS.defines, iri), key=lambda one: dataset.link(one, TIS.viewpoint) != ACTUAL)
    return next(filter(None, (dataset.text(one, SKOS.definition, lang) for one in (*defined, iri))), "")


def explained(html: str) -> Markup:
    """A piece of page with acronyms explained where they are first read."""
    try:
        known = acronyms()
    except Exception:  # an error page must not fail on the store that caused it
        current_app.logger.warning("Acronyms could not be read", exc_info=True)
        known = {}
    return explain_acronyms(html, known, language.translate("Lire dans le glossaire"))


def _cache_rules(response: Response) -> Response:
    if request.endpoint == "static" and request.args.get("v"):
        response.headers["Cache-Control"] = FOR_EVER
    elif response.mimetype == "text/html":
        response.headers.setdefault("Cache-Control", "no-cache")
    return response
