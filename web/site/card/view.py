# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card of an entity as a page, and its IRI answered as a page or as data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from flask import Blueprint, Response, abort, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from exports import titles, written
from graph import clock
from graph.entity import Reader
from graph.entity.kinds import ACTORS
from graph.entity.reading import entity_facts
from graph.errors import Removed, Suggestion, UnknownThing
from graph.forms.addable import addable_class
from graph.keepers.confirming import answers_for
from graph.model.ontology import ONTOLOGY_SOURCE
from graph.namespaces import DCT, RDFS, TIS, local_name
from graph.rdf.dataset import Fact, Value, text_literal
from graph.rdf.forms import Form
from graph.readings.card import Card, Sheets, card
from graph.readings.joining import joining
from graph.readings.need_sheet import need_sheet
from graph.readings.tool_sheet import tool_sheet
from graph.storage.merging import kept_instead
from graph.text.sentences import sentence
from graph.text.wording import Phrase
from web.app.kept_pages import for_a_moment, kept_page
from web.app.language import language, translate
from web.app.negotiation import data_response, embedded, preferred_form, split_extension
from web.app.pages import Crumb, ecosystem, href, last_change, reader
from web.app.parameters import Parameters, leave_out_but, reads
from web.app.recent import recent
from web.app.rights import PUBLIC, asks
from web.app.sharing import whole_page
from web.app.values import display, displays
from web.site.card.giving_back import correction_mail
from web.site.card.handing import card_sharing
from web.site.card.neighbourhood import neighbourhood

blueprint = Blueprint("card", __name__)
asks(PUBLIC)(blueprint)
ERASED = Phrase(
    "Cette fiche a été retirée de ce site le {day}, pour de bon. Si vous en gardez une copie, effacez-la aussi. Vos "
    "droits, et à qui écrire : page « Vos droits »."
)
KEPT = 400  # sheets of tools and needs, a few kilobytes each


@blueprint.get("/fiche/<kind>/<path:slug>")
@kept_page
@reads()
def show(kind: str, slug: str) -> str:
    """The page of an entity or concept."""
    here = reader()
    iri = known(here, kind, slug)
    shown = card(here, iri, clock.today(), replace(_sheets(here, iri), joining=joining(here, iri, clock.now())))
    if shown.joining and shown.joining.hours:
        for_a_moment()
    sharing = card_sharing(shown, whole_page("card.show", kind=kind, slug=slug))
    own = entity_facts(here.dataset, iri, shown=True)
    return render_template(
        "card/show.html",
        card=shown,
        drawing=neighbourhood(shown, href),
        jsonld=embedded([*own, *_names(here, iri, own)]),
        displays=displays,
        display=display,
        crumbs=_crumbs(shown),
        kind=kind,
        slug=slug,
        actor=kind in ACTORS,
        mails={home.there: correction_mail(home, iri) for home in shown.homes},
        sharing=sharing,
        correctable=addable_class(here, iri) is not None,
        keepable=addable_class(here, iri) is not None and bool(answers_for(here.dataset, iri)),
    )


def _crumbs(shown: Card) -> list[Crumb]:
    own = shown.entity.mention.entity_class
    steps = [Crumb(translate("Accueil"), url_for("home.show")), Crumb(translate("Annuaire"), url_for("directory.show"))]
    if own is not None and own.directory:
        steps.append(Crumb(sentence(own.plural(language())), url_for("directory.show", slug=own.slug)))
    if own is not None and own.iri == TIS.Argument:
        steps[1] = Crumb(translate("Pourquoi le libre ?"), url_for("why_free.show"))
    return [*steps, Crumb(shown.entity.mention.label)]


def _sheets(here: Reader, iri: str) -> Sheets:
    """What is told of a tool or of a need, computed once between two changes of the facts."""
    today, around = clock.today(), ecosystem().public.surroundings
    key = (ecosystem().repository.number, here.lang, today, iri)
    return recent(current_app, "sheets", KEPT).get(
        key, lambda: Sheets(tool_sheet(here, around, iri, today), need_sheet(here, around, iri, today))
    )


@blueprint.get("/id/<kind>/<path:slug>")
def resolve(kind: str, slug: str) -> BaseResponse:
    """303 to the page or to the data that Accept prefers; the data themselves when the address has an extension."""
    here = reader()
    name, form = _name_and_form(slug)
    iri = known(here, kind, name)
    if form is not None:
        return document(here, iri, form)
    wanted = preferred_form(request.accept_mimetypes)
    target = (
        url_for("card.show", kind=kind, slug=name)
        if wanted is None
        else url_for("card.resolve", kind=kind, slug=f"{name}.{wanted.extension}")
    )
    response = redirect(target, 303)
    response.vary.add("Accept")
    return response


@blueprint.get("/id/<name>")
def resolve_list(name: str) -> BaseResponse:
    """The IRI of a list of choices: its place in the page of the model, or its data; `ontology` is the model's own."""
    here = reader()
    slug, form = _name_and_form(name)
    scheme = next((item for item in here.model.schemes if item.slug == slug), None)
    if name == local_name(ONTOLOGY_SOURCE):
        return redirect(url_for("ontology.show"), 303)  # which looks at Accept itself
    if scheme is None:
        text = translate("Aucune liste de choix n’a cette adresse. Elles sont toutes sur la page du modèle.")
        raise UnknownThing(text)
    if form is not None:
        return document(here, scheme.iri, form, titles(here.dataset, scheme.iri))
    wanted = preferred_form(request.accept_mimetypes)
    page = url_for("ontology.show", _anchor=f"liste-{slug}")
    data = "" if wanted is None else url_for("card.resolve_list", name=f"{slug}.{wanted.extension}")
    response = redirect(data or page, 303)
    response.vary.add("Accept")
    return response


def _name_and_form(slug: str) -> tuple[str, Form | None]:
    """The parts of the last step of an address; what people share may hold more than we read, what is data may not."""
    name, form = split_extension(slug)
    if form is None:
        leave_out_but(())
    Parameters(request.args, ())
    return name, form


def document(here: Reader, iri: str, form: Form, more: Iterable[tuple[str, str, Value]] = ()) -> Response:
    """The data of an entity: what is said of it (and `more`), the names of what it leads to, what links to it, and the
    sources with their licence."""
    own = entity_facts(here.dataset, iri)
    facts = [*own, *_names(here, iri, own), *(Fact(s, p, o, "") for s, p, o in more)]
    response = data_response(written(facts, form).encode(), form.media_type, last_change())
    response.headers.add("Link", f'<{iri}>; rel="describes"')
    for licence in sorted({str(fact.o) for fact in facts if fact.p == DCT.license}):
        response.headers.add("Link", f'<{licence}>; rel="license"')
    return response


def _names(here: Reader, iri: str, own: Iterable[Fact]) -> Iterable[Fact]:
    """How what an entity leads to is called, so that its data can be read alone."""
    start = f"{here.dataset.base}/id/"
    linked = {fact.o for fact in own if fact.s == iri and isinstance(fact.o, str) and fact.o.startswith(start)}
    names = ((other, here.dataset.name(other)) for other in sorted(linked - {iri}))
    return [Fact(other, RDFS.label, text_literal(name, "fr"), "") for other, name in names if name]


def known(here: Reader, kind: str, slug: str) -> str:
    """The IRI of an address; raises UnknownThing with the names that come near."""
    iri = here.iri(kind, slug) if _clean(kind) and _clean(slug) else ""
    _lead_on(here, iri)
    if iri and (iri in here.model.choices or next(here.dataset.facts(s=iri), None) is not None):
        return iri
    _refuse_erased(iri)
    words = slug.replace("-", " ").replace("/", " ")[:80]
    hits = ecosystem().search.search(words, 5)
    near = [Suggestion(hit.iri, here.name(hit.iri, hit.label)) for hit in hits]
    if near:
        text = translate("Aucune fiche n’a cette adresse. Voyez les noms voisins, ou cherchez avec d’autres mots.")
    else:
        text = translate("Aucune fiche n’a cette adresse. Cherchez avec d’autres mots.")
    raise UnknownThing(text, suggestions=near)


def _lead_on(here: Reader, iri: str) -> None:
    """Answers 301 for a merged thing: the same page, or the same form of the data, of the one that is kept."""
    kept = here.address(kept_instead(here.dataset, iri)) if iri else None
    if kept is not None:
        _, form = split_extension(str((request.view_args or {})["slug"]))
        slug = kept[1] if form is None or request.endpoint == "card.show" else f"{kept[1]}.{form.extension}"
        abort(redirect(url_for(str(request.endpoint), kind=kept[0], slug=slug), 301))


def _refuse_erased(iri: str) -> None:
    """Raises Removed for what everybody could read before it was erased: whoever keeps a copy of it is told so."""
    repository = ecosystem().repository
    thing = repository.erased.thing(iri, repository.base) if iri else None
    if thing is not None and thing.shown:
        raise Removed(ERASED(day=date.fromisoformat(thing.day)))


def _clean(part: str) -> bool:
    """Whether a part of an address can be part of an IRI."""
    return bool(part) and len(part) <= 200 and part.isprintable() and not set(part) & set('<>"{}|\\^` ')
