# SPDX-License-Identifier: AGPL-3.0-or-later
"""Numbered slips: noting a referral without personal data, finding it again by its number, saying what became of it."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from graph import clock
from graph.errors import InvalidInput, TisserandError, UnknownThing
from graph.readings.slip import NO_ANSWER, slip_history, slip_in_words, waiting_slips
from graph.slips.number import read_number, several
from graph.slips.number import shown as written
from graph.slips.reference import Slip, Typed, refuse_personal
from graph.slips.store import NumberedSlip
from graph.slips.tables import MOST_NEEDS
from graph.slips.waves import minute_of
from web.app.addresses import qr_code, room
from web.app.errors import Problem, problem_of
from web.app.guard import TRAP, LikeAProgram, opened_by_a_person, refuse_other_sites, sealed_again
from web.app.keeping import unlisted
from web.app.pages import ecosystem, reader
from web.app.parameters import Parameters, asked_of_page, reads
from web.app.rights import PUBLIC, asks
from web.app.rooms import once_in
from web.app.values import display
from web.site.slip import slips
from web.site.slip.slips import counter, found, references
from web.site.slip.words import TONES, query, thanks

blueprint = Blueprint("slip", __name__)
asks(PUBLIC)(blueprint)
blueprint.after_request(unlisted)
LONGEST_NUMBER = 20  # signs of a number as people write it
FIELDS = ("commune", "besoin", "acteur", "service", "date")
Answer = str | BaseResponse | tuple[str, int]
once_in(blueprint, slips.register)


@blueprint.get("/orientation/bon")
@reads(*FIELDS)
def give() -> Answer:
    """What is about to be noted, to be confirmed; what is missing or cannot be used is asked for."""
    if not set(request.args) - {"lang"}:
        return render_template("slip/about.html")
    try:
        slip = _slip(request.args)
    except InvalidInput as error:
        return _asked_again(error, request.args)
    return _confirm(slip)


@blueprint.post("/orientation/bon")
def note() -> Answer:
    """Notes the referral and leads to its number; sent twice, the same form gives the same number."""
    refuse_other_sites()
    counter().given.check()
    slip = None
    try:
        slip = _slip(request.form, "jeton", TRAP)
        seed = opened_by_a_person(slip.content, request.form)
    except InvalidInput as error:
        return _asked_again(error, request.form) if slip is None else (_confirm(slip, error), 400)
    number = counter().slips.give(slip, seed)
    counter().given.spend()
    return redirect(url_for("slip.show", number=number, note="bon"), 303)


@blueprint.get("/bon")
@reads("numero")
def enter() -> Answer:
    """Where a number is typed; a right one leads to its slip, a wrong one is told what is wrong with it."""
    if "numero" not in request.args:
        return render_template("slip/enter.html", problem=None, typed="")
    try:
        number = read_number(asked_of_page().text("numero"))
        found(number)
    except (InvalidInput, UnknownThing) as error:
        return _not_found(error, request.args.get("numero", ""))
    return redirect(url_for("slip.show", number=number), 303)


@blueprint.get("/bon/suivi")
@reads("numero")
def follow() -> Answer:
    """The slips of some numbers of which nothing came yet: whoever has the numbers reads them, no account is needed."""
    try:
        typed = several(Parameters(request.args, ("numero",)).texts("numero"))
    except InvalidInput as error:
        return render_template("slip/follow.html", problem=problem_of(error), typed="", asked=()), error.status
    return _follow(typed)


def _follow(typed: Sequence[str], hurried: LikeAProgram | None = None, about: str = "") -> tuple[str, int]:
    """The list of those slips; `hurried`: what was just said about one of them is to be sent again."""
    slips_there, wrong, fault = _all_found(typed)
    fault = fault or (problem_of(hurried) if hurried else None)
    today = clock.today()
    return render_template(
        "slip/follow.html",
        problem=fault,
        typed=", ".join(wrong),
        asked=tuple(one.number for one in slips_there),
        waiting=waiting_slips(reader(), ecosystem().territories, slips_there, today),
        written=written,
        seal=lambda number: sealed_again(number, hurried if number == about else None),
        still=NO_ANSWER,
    ), 400 if fault else 200


@blueprint.get("/bon/<number>")
@reads("note")
def show(number: str) -> Answer:
    """One slip, to print or to say what became of it."""
    try:
        kept = found(read_number(number))
        noted = asked_of_page().choice("note", ("bon", "suite"))
    except (InvalidInput, UnknownThing) as error:
        return _not_found(error, number)
    return _shown(kept, noted)


def _shown(kept: NumberedSlip, noted: str | None = None, hurried: LikeAProgram | None = None) -> str:
    thanked = thanks() if noted == "suite" and kept.last else ""
    address = room() + url_for("slip.show", number=kept.number, lang=None)
    return render_template(
        "slip/show.html",
        page=slip_history(reader(), ecosystem().territories, kept),
        written=written(kept.number),
        tones=TONES,
        display=display,
        new=noted == "bon",
        thanks=thanked,
        code=qr_code(address),
        seal=sealed_again(kept.number, hurried),
        problem=problem_of(hurried) if hurried else None,
        closed=kept.last is not None and kept.last.outcome != NO_ANSWER,
        where=(room() + url_for("slip.enter", lang=None)).split("://")[1],
    )


@blueprint.post("/bon/<number>")
def mark(number: str) -> Answer:
    """Notes what became of a slip."""
    refuse_other_sites()
    counter().marked.check()
    kept, followed = None, tuple[str, ...]()
    try:
        query = Parameters(request.form, ("suite", "jeton", "numero", TRAP))
        followed = several(query.texts("numero"))
        kept = found(read_number(number))
        outcome = references().outcome(query.text("suite"))
        opened_by_a_person(kept.number, request.form)
    except (InvalidInput, UnknownThing) as error:
        if not isinstance(error, LikeAProgram) or kept is None:
            return _not_found(error, number)
        return _follow(followed, error, kept.number) if followed else (_shown(kept, hurried=error), error.status)
    counter().slips.mark(kept.number, outcome.slug, clock.today(), minute=minute_of(clock.now()))
    counter().marked.spend()
    if followed:
        return redirect(url_for("slip.follow", numero=followed), 303)
    return redirect(url_for("slip.show", number=kept.number, note="suite"), 303)


def _slip(args: MultiDict[str, str], *more: str) -> Slip:
    """The slip that is asked for; raises InvalidInput."""
    query = Parameters(args, (*FIELDS, *more))
    typed = Typed(
        query.texts("besoin"), query.text("commune"), query.text("acteur"), query.text("service"), query.day("date")
    )
    return references().slip(typed, clock.today())


def _confirm(slip: Slip, error: TisserandError | None = None) -> str:
    return render_template(
        "slip/confirm.html",
        fields=slip_in_words(reader(), ecosystem().territories, slip),
        query=query(slip),
        seal=sealed_again(slip.content, error),
        problem=problem_of(error) if error else None,
    )


def _asked_again(error: TisserandError, args: MultiDict[str, str]) -> tuple[str, int]:
    """The page that says what is wrong; what can be used is kept, what was refused is not repeated."""
    problem = problem_of(error)
    values = [(name, value) for name in FIELDS if name != problem.field for value in args.getlist(name)]
    kept = [(name, value) for name, value in values if value.strip() and not _is_personal(name, value)]
    return render_template("slip/again.html", problem=problem, kept=kept[: MOST_NEEDS + len(FIELDS)]), error.status


def _is_personal(name: str, value: str) -> bool:
    try:
        refuse_personal(value, name)
    except InvalidInput:
        return True
    return False


def _all_found(typed: Sequence[str]) -> tuple[list[NumberedSlip], list[str], Problem | None]:
    """The slips of these numbers, the texts that are none as they were typed, and what is wrong with the first."""
    there: dict[str, NumberedSlip] = {}
    wrong, fault = [], None
    for text in typed:
        try:
            number = read_number(text)
            there[number] = found(number)
        except (InvalidInput, UnknownThing) as error:
            fault = fault or problem_of(error)
            if len(text) <= LONGEST_NUMBER and not _is_personal("numero", text):
                wrong.append(text)
    return list(there.values()), wrong, fault


def _not_found(error: TisserandError, typed: str) -> tuple[str, int]:
    """The page where the number is typed again, with what is wrong; what was typed stays only if it may be a number."""
    typed = "" if len(typed) > LONGEST_NUMBER or _is_personal("numero", typed) else typed
    return render_template("slip/enter.html", problem=problem_of(error), typed=typed), error.status
