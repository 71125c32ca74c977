# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where facilitators make stories: a view of the map is added, told, moved or removed, and the story is published."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.errors import TisserandError
from graph.rdf.dataset import Dataset
from graph.storage.journal import Draft
from graph.storage.repository import Plan
from graph.stories import making
from graph.stories.told import Story
from graph.text.wording import Label
from web.app.doors import FACILITATE, led_to
from web.app.errors import Problem, correctable, problem_of, respond
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import translate
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.rights import FACILITATION, asks, author
from web.app.sessions import PATH, private, session
from web.site.map.page import MapPage, page_of
from web.site.map.query import NAMES, read_query

blueprint = Blueprint("making", __name__, url_prefix=f"{PATH}/recits")
asks(FACILITATION)(blueprint)
blueprint.after_request(private)
SEAL = "story"
MOST_OPENED = 12
DONE = {
    "ajoutee": Label("La vue est dans le récit."),
    "enregistree": Label("C’est enregistré."),
    "deplacee": Label("L’ordre des vues a changé."),
    "retiree": Label("La vue est retirée. Elle peut revenir : la modification s’annule comme les autres."),
    "publie": Label("Le récit est publié : tout le monde peut le lire."),
    "depublie": Label("Le récit n’est plus public."),
}


@blueprint.get("")
@led_to(FACILITATE, 20, Label("Récits"))
@reads()
def index() -> str:
    """The stories that were made here."""
    return _index()


@blueprint.post("")
def begin() -> BaseResponse | tuple[str, int]:
    """Begins a story."""
    try:
        _admitted()
        title = making.checked(request.form.get("titre", ""), "titre")
        slug = _begun(title)
    except TisserandError as error:
        return _index(_problem(error), request.form.get("titre", "")), error.status
    return redirect(url_for("making.show", slug=slug), 303)


@blueprint.get("/ajouter")
@reads(*NAMES)
def choose() -> str | tuple[str, int]:
    """What to say of a view of the map, and in which story."""
    return _adding(asked_of_page(), {})


@blueprint.post("/ajouter")
def add() -> BaseResponse | tuple[str, int]:
    """Puts a view into a story, which is begun where it is new."""
    form = request.form
    query = Parameters(Parameters(request.args, NAMES).args, NAMES)
    try:
        _admitted()
        told = making.written(form.get("titre", ""), form.get("texte", ""), form.get("passage", ""))
        page = _map(query)
        fresh = form.get("recit", "")
        new = making.checked(form.get("nouveau", ""), "titre") if not fresh else ""
        slug = fresh or _begun(new)
        who = author(FACILITATION)
        _commit(lambda full: making.adding(full, making.made_story(full, slug), kept_query(page), told, who))
    except TisserandError as error:
        page_again = _adding(query, dict(form), _problem(error))
        return (page_again if isinstance(page_again, str) else page_again[0]), error.status
    return redirect(url_for("making.show", slug=slug, fait="ajoutee", _anchor="views"), 303)


@blueprint.get("/<slug>")
@reads("fait")
def show(slug: str) -> str | tuple[str, int]:
    """A story to work on."""
    done = Parameters(request.args, ("fait",)).choice("fait", DONE)
    return _show(making.made_story(_full(), slug), done=DONE[done].fr if done else "")


@blueprint.post("/<slug>")
def change(slug: str) -> BaseResponse | tuple[str, int]:
    """One gesture on a story; what was typed comes back where it cannot be kept."""
    form = request.form
    try:
        _admitted()
        done = _gesture(slug, form.get("geste", ""), form.get("vue", ""))
    except TisserandError as error:
        page = _show(making.made_story(_full(), slug), problem=correctable(error), typed=dict(form))
        return page, error.status
    return redirect(url_for("making.show", slug=slug, fait=done, _anchor="views"), 303)


def _gesture(slug: str, gesture: str, view: str) -> str:
    form = request.form

    def on(change: Callable[[Dataset, Story], Draft]) -> None:
        _commit(lambda full: change(full, making.made_story(full, slug)))

    if gesture in ("monter", "descendre"):
        step = -1 if gesture == "monter" else 1
        on(lambda full, story: making.moving(full, story, view, step, author(FACILITATION)))
        return "deplacee"
    if gesture == "retirer":
        on(lambda full, story: making.removing(full, story, view, author(FACILITATION)))
        return "retiree"
    if gesture in ("publier", "depublier"):
        on(lambda full, story: making.publishing(full, story, gesture == "publier", author(FACILITATION)))
        return "publie" if gesture == "publier" else "depublie"
    if gesture == "nommer":
        title = making.checked(form.get("titre", ""), "titre")
        on(lambda full, story: making.naming(full, story, title, author(FACILITATION)))
        return "enregistree"
    told = making.written(form.get("titre", ""), form.get("texte", ""), form.get("passage", ""))
    seen = form.get("etat", "")
    on(lambda full, story: making.rewording(full, story, view, seen, told, author(FACILITATION)))
    return "enregistree"


@blueprint.errorhandler(TisserandError)
def wrong(error: TisserandError) -> Response:
    """What cannot be done, in a page of its own."""
    return respond(problem_of(error))


def kept_query(page: MapPage) -> str:
    """The address of a view as a story keeps it: dated, so that it stays what was seen; without who looks and how."""
    without = dict.fromkeys(("mode", "lang", "recit", "etape"), "")
    opened = [*map(page.branch, page.asked.opened)] or [page.short(key) for key in _open_branches(page)]
    return page.query(**without, date=page.asked.day.isoformat(), ouvert=opened)


def _open_branches(page: MapPage) -> list[str]:
    """The branches that a desk shows open although nobody opened them: a room sees them too."""
    mindmap = page.mindmap
    return [key for key, below in mindmap.children.items() if below and key != mindmap.nodes[0].key][:MOST_OPENED]


def _map(query: Parameters) -> MapPage:
    return page_of(reader(), read_query(reader(), ecosystem(), query))


def _full() -> Dataset:
    return ecosystem().repository.full


def _commit(draft: Callable[[Dataset], Draft]) -> None:
    """One change, computed again from what is there when somebody else wrote in between."""
    repository = ecosystem().repository
    repository.commit_planned(lambda: Plan(draft(repository.full)))


def _begun(title: str) -> str:
    repository = ecosystem().repository
    slug = making.new_slug(repository.full, title)
    repository.commit(making.opening(repository.full, slug, title, clock.today()))
    repository.commit(making.beginning(repository.full, slug, title, author(FACILITATION)))
    return slug


def _admitted() -> None:
    """Raises unless the form was opened here, lately."""
    refuse_other_sites()
    opened(SEAL, request.form.get("jeton", ""))


def _problem(error: TisserandError) -> Problem:
    return correctable(error)


def _index(problem: Problem | None = None, typed: str = "") -> str:
    full = _full()
    found = [(story, making.is_published(full, story)) for story in making.made_stories(full)]
    return _page("story/desk.html", found=found, problem=problem, typed=typed)


def _adding(query: Parameters, typed: dict[str, str], problem: Problem | None = None) -> str | tuple[str, int]:
    try:
        page, shown = _map(query), None
        assert page.mindmap  # noqa: S101 - what cannot be drawn says so here
    except TisserandError as error:
        page, shown = (
            MapPage(reader(), read_query(reader(), ecosystem(), Parameters(request.args.__class__(), NAMES))),
            _problem(error),
        )
    problem = problem or shown
    found = making.made_stories(_full())
    page_text = _page("story/add.html", page=page, found=found, typed=typed, problem=problem)
    return (page_text, problem.status) if problem else page_text


def _show(story: Story, *, done: str = "", problem: Problem | None = None, typed: dict[str, str] | None = None) -> str:
    return _page(
        "story/work.html",
        story=story,
        published=making.is_published(_full(), story),
        done=translate(done) if done else "",
        problem=problem,
        typed=typed or {},
        stamp=making.stamp,
    )


def _page(template: str, **given: Any) -> str:
    return render_template(template, **given, seal=sealed(SEAL), open=session(), longest=making.LONGEST)
