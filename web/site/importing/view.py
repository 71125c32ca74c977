# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file brought in by a moderator: whose it is, what its columns mean, what it would change, and then written."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import replace

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from graph.deliveries import (
    DeliveryChoices,
    KnownSource,
    WhenFaulty,
    WhenGone,
    aside_table,
    known_cards,
    known_sources,
    remember,
    stated_day,
    take,
)
from graph.deliveries.catalogues import contact_at
from graph.deliveries.judging import KIND
from graph.deliveries.pending import MOST_BYTES, TOO_LARGE, ContentPlace, PendingDeliveries, PendingDelivery
from graph.deliveries.reaching import Reached, reach
from graph.errors import Conflict, InvalidInput, TisserandError, TooLarge
from graph.fetch import Fetcher, fetcher_of
from graph.text.folding import fold
from graph.text.wording import Label
from web.app.doors import BRING, led_to
from web.app.errors import Problem, correctable, problem_of, respond
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import language, translate
from web.app.pages import ecosystem
from web.app.parameters import Parameters, reads
from web.app.rights import MODERATION, PUBLIC, asks, author
from web.app.sessions import PATH, private, session
from web.app.sizes import LARGEST_FILE
from web.site.importing.page import choices, mapping_of_form, shown_columns, shown_preview
from web.site.importing.reading import FileRead, FileReadings
from web.site.importing.words import (
    BOTH,
    DONE,
    FAULT_OF_OURS,
    LICENCES,
    MANY_GONE,
    NO_LICENCE,
    NO_SOURCE,
    NOT_A_FILE,
    NOTHING,
    NOTHING_ENTERS,
    SETTLE_FIRST,
)

blueprint = Blueprint("importing", __name__, url_prefix=f"{PATH}/importer")
asks(MODERATION)(blueprint)
blueprint.after_request(private)
NAME = "importing"
REFRESH = 2
"""Seconds after which the page of a file that is being read asks again."""


@blueprint.record_once
def _register(state: BlueprintSetupState) -> None:
    state.app.extensions[NAME] = FileReadings()
    state.app.add_url_rule("/importer", "to_importing", _short)


@asks(PUBLIC)
@reads("adresse")
def _short() -> BaseResponse:
    """The address that people know, from where the cookie of a session may not be sent."""
    address = Parameters(request.args, ("adresse",)).text("adresse")
    return redirect(url_for("importing.show", adresse=address or None), 302)


@blueprint.before_request
def _take_files() -> None:
    """Who may bring files sends larger ones than visitors."""
    request.max_content_length = LARGEST_FILE


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> Response:
    """A file that is not even read to its end: how large it may be, and what to do."""
    return respond(problem_of(TooLarge(TOO_LARGE(most=MOST_BYTES // 1024**2))))


@blueprint.get("")
@led_to(BRING, 10, Label("Un fichier"))
@reads("adresse", "fait", "numero")
def show() -> str:
    """The first step: a file or an address, whose it is, what may be done with it; and the files that wait."""
    query = Parameters(request.args, ("adresse", "fait", "numero"))
    done, number = query.choice("fait", DONE), query.number("numero", 0, 0, 2**31)
    return _first(done=done, number=number, typed={"adresse": query.text("adresse")})


@blueprint.post("")
def bring() -> BaseResponse | tuple[str, int]:
    """Keeps a file, or what is at an address, aside."""
    refuse_other_sites()
    try:
        fields = ("adresse", "source", "autre", "licence", "jour", "jeton")
        query = Parameters(request.form, fields, letters=("adresse",))
        opened(NAME, query.text("jeton"))
        code = _kept(query)
    except TisserandError as error:
        return _first(problem=correctable(error)), error.status
    return redirect(url_for("importing.columns", code=code), 303)


def _kept(query: Parameters) -> str:
    """The code of what was brought; raises InvalidInput before anything is kept."""
    source, licence = query.text("source") or query.text("autre"), query.text("licence")
    known = next((item for item in _sources() if item.slug == source), None)
    file, address = request.files.get("fichier"), query.text("adresse")
    given = file is not None and bool(file.filename)
    if given and address:
        raise InvalidInput(BOTH(), field="adresse")
    if not given and not address:
        raise InvalidInput(NOTHING(), field="fichier")
    day = stated_day(query.text("jour"))
    reached = None if given else reach(_fetcher(), address)
    # A card that is read at its address says itself whose it is, and what may be done with it, or that is asked later.
    if reached is None or not reached.about:
        if not fold(source):
            raise InvalidInput(NO_SOURCE(), field="source")
        if not licence and known is None:
            raise InvalidInput(NO_LICENCE(), field="licence")
    contact = contact_at(_fetcher(), address) if reached is not None and reached.about else ""
    code = _file_kept(file) if reached is None else _reached_kept(reached)
    waiting = _waiting().one(code)
    name = known.label if known else source
    asked = replace(waiting.request, source=name, licence=licence, issued=day, contact=contact)
    _waiting().say(waiting, asked)
    return code


def _fetcher() -> Fetcher:
    return fetcher_of(ecosystem().settings)


def _file_kept(file: FileStorage | None) -> str:
    if file is None:
        raise InvalidInput(NOTHING(), field="fichier")
    with closing(file):
        content = file.stream.read()
    return _waiting().keep(content, file.filename or "", author(MODERATION), media_type=file.mimetype or "")


def _reached_kept(found: Reached) -> str:
    place, who = ContentPlace(found.address, found.about), author(MODERATION)
    return _waiting().keep(found.content, found.name, who, media_type=found.media_type, place=place)


@blueprint.get("/<code>")
@reads()
def columns(code: str) -> str | BaseResponse:
    """The second step: what became of each column. A format that says so itself goes straight to the third."""
    waiting = _waiting().one(code)
    read = _read(waiting, whole=False)
    if isinstance(read, int):
        return _reading(waiting, read)
    if read.problem is not None:
        return _unread(waiting, read)
    if not read.asks_columns and not read.questions:
        return redirect(url_for("importing.preview", code=code), 303)
    return _columns(waiting, read)


@blueprint.post("/<code>")
def say_columns(code: str) -> BaseResponse | str | tuple[str, int]:
    """Keeps what the columns mean."""
    refuse_other_sites()
    opened(NAME, request.form.get("jeton", ""))
    waiting = _waiting().one(code)
    read = _read(waiting, whole=False)
    if isinstance(read, int):
        return redirect(url_for("importing.columns", code=code), 303)
    mapping = mapping_of_form(read, request.form, waiting.request.mapping)
    licence = request.form.get("o-licence", "") or waiting.request.licence
    waiting = _waiting().say(waiting, replace(waiting.request, mapping=mapping, licence=licence))
    again = _read(waiting, whole=False)
    if isinstance(again, FileRead) and again.problem is None and again.questions:
        return _columns(waiting, again, problem=SETTLE_FIRST().plain(language())), 400
    return redirect(url_for("importing.preview", code=code), 303)


@blueprint.get("/<code>/apercu")
@reads()
def preview(code: str) -> str | BaseResponse:
    """The third step: what would change."""
    waiting = _waiting().one(code)
    read = _read(waiting, whole=True)
    if isinstance(read, int):
        return _reading(waiting, read)
    if read.problem is not None:
        return _unread(waiting, read)
    if read.questions or read.judged is None or read.preview is None:
        return redirect(url_for("importing.columns", code=code), 303)
    return _preview(waiting, read)


@blueprint.post("/<code>/valeurs")
def say_values(code: str) -> BaseResponse:
    """Keeps what is meant instead of values at fault."""
    refuse_other_sites()
    opened(NAME, request.form.get("jeton", ""))
    waiting = _waiting().one(code)
    options = dict(waiting.request.mapping.options)
    for name in request.form:
        answer = request.form[name]
        if name.startswith("v-") and answer != "aside":
            options[name.removeprefix("v-")] = "" if answer == "without" else answer.removeprefix("=")
    mapping = replace(waiting.request.mapping, options=options)
    _waiting().say(waiting, replace(waiting.request, mapping=mapping))
    return redirect(url_for("importing.preview", code=code), 303)


@blueprint.get("/<code>/a-corriger.csv")
@reads()
def aside(code: str) -> Response | BaseResponse:
    """The rows left aside, as a table to correct and to bring again."""
    waiting = _waiting().one(code)
    read = _read(waiting, whole=True)
    if isinstance(read, int) or read.judged is None:
        return redirect(url_for("importing.preview", code=code), 303)
    response = Response(aside_table(read.judged, waiting.path), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="a-corriger.csv"'
    return response


@blueprint.post("/<code>/integrer")
def write(code: str) -> BaseResponse | str | tuple[str, int]:
    """Writes all of it, as one change."""
    refuse_other_sites()
    opened(NAME, request.form.get("jeton", ""))
    waiting = _waiting().one(code)
    waiting = _chosen(waiting)
    read = _read(waiting, whole=True)
    if isinstance(read, int) or read.problem is not None or read.judged is None or read.preview is None:
        return redirect(url_for("importing.preview", code=code), 303)
    if not read.preview.enters:
        return _preview(waiting, read, problem=NOTHING_ENTERS().plain(language())), 400
    if read.preview.many_gone and "voulu" not in request.form:
        return _preview(waiting, read, problem=MANY_GONE().plain(language())), 400
    try:
        taken = take(ecosystem().repository, read.judged, author(MODERATION), read.twice)
    except TisserandError as error:
        return _preview(waiting, read, problem=correctable(error).detail), error.status
    _remember(read)
    _waiting().drop(code)
    number = taken.change.number if taken.change else 0
    return redirect(url_for("importing.show", fait="integre" if number else "rien", numero=number or None), 303)


def _remember(read: FileRead) -> None:
    """Keeps what its columns mean for the next file of its source."""
    if read.opened is not None:
        with suppress(OSError):  # what is written is written; without it, the same is asked again
            remember(ecosystem().settings.instance, read.opened)


def _chosen(waiting: PendingDelivery) -> PendingDelivery:
    """What the last form says of rows at fault and of what has disappeared."""
    gone = WhenGone.REMOVE if request.form.get("disparus") == "remove" else WhenGone.KEEP
    faulty = WhenFaulty.WITHOUT if request.form.get("fautes") == "without" else WhenFaulty.ASIDE
    said = DeliveryChoices(faulty, gone, request.form.get("complete") == "1", merge=request.form.get("separees") != "1")
    if said == waiting.request.choices:
        return waiting
    return _waiting().say(waiting, replace(waiting.request, choices=said))


@blueprint.post("/<code>/abandonner")
def give_up(code: str) -> BaseResponse:
    """Takes a file away, of which nothing was written."""
    refuse_other_sites()
    opened(NAME, request.form.get("jeton", ""))
    _waiting().drop(code)
    return redirect(url_for("importing.show", fait="abandonne"), 303)


@blueprint.post("/defaire/<int(max=2147483647):number>")
def undo(number: int) -> BaseResponse | tuple[str, int]:
    """Takes back what a file changed."""
    refuse_other_sites()
    opened(NAME, request.form.get("jeton", ""))
    repository = ecosystem().repository
    try:
        if repository.journal.get(number).header.kind != KIND:
            raise Conflict(NOT_A_FILE(number=str(number)))
        repository.undo(number, author(MODERATION))
    except TisserandError as error:
        return _first(problem=correctable(error)), error.status
    return redirect(url_for("importing.show", fait="defait"), 303)


def _waiting() -> PendingDeliveries:
    return PendingDeliveries(ecosystem().settings.instance)


def _sources() -> tuple[KnownSource, ...]:
    return known_sources(ecosystem().repository.said)


def _read(waiting: PendingDelivery, *, whole: bool) -> FileRead | int:
    readings: FileReadings = current_app.extensions[NAME]
    return readings.of(waiting, ecosystem().repository, whole=whole)


def _page(template: str, **said: object) -> str:
    return render_template(f"importing/{template}.html", seal=sealed(NAME), open=session(), **said)


def _first(
    *, done: str = "", number: int = 0, problem: Problem | None = None, typed: Mapping[str, str] | None = None
) -> str:
    return _page(
        "show",
        done=translate(DONE[done].fr) if done else "",
        number=number,
        problem=problem,
        typed=request.form if typed is None else typed,
        waiting=_waiting().all(),
        sources=_sources(),
        elsewhere=len(known_cards(ecosystem().repository.full)),
        licences=LICENCES,
        most=MOST_BYTES // 1024**2,
    )


def _reading(waiting: PendingDelivery, row: int) -> str:
    return _page("reading", file=waiting, row=row, seconds=REFRESH)


def _unread(waiting: PendingDelivery, read: FileRead) -> str:
    """A file that cannot be read: why, and how to give it up. What is our own fault gets a number, as all such do."""
    if not isinstance(read.problem, TisserandError):
        raise read.problem or TisserandError(FAULT_OF_OURS())
    return _page("unread", file=waiting, problem=problem_of(read.problem))


def _columns(waiting: PendingDelivery, read: FileRead, *, problem: str = "") -> str:
    shown = shown_columns(read)
    return _page(
        "columns",
        file=waiting,
        read=read,
        columns=shown,
        taken=sum(bool(column.column.taken_as) for column in shown),
        choices=choices(ecosystem().model),
        problem=problem,
    )


def _preview(waiting: PendingDelivery, read: FileRead, *, problem: str = "") -> str:
    if read.preview is None:
        raise TisserandError(FAULT_OF_OURS())
    shown = shown_preview(read.preview, ecosystem().model)
    return _page("card" if read.is_card else "preview", file=waiting, read=read, shown=shown, problem=problem)
