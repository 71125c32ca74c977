# SPDX-License-Identifier: AGPL-3.0-or-later
"""The page where contributions are read: each is accepted field by field, refused, put off; each choice taken back."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from urllib.parse import quote

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from graph.contributions.publishing import made_by
from graph.contributions.store import Contribution
from graph.errors import Conflict, InvalidInput, TisserandError, UnknownThing
from graph.readings.contributions import contribution_sheet
from graph.text.wording import Label
from web.app.doors import REVIEW, led_to
from web.app.errors import Problem, problem_of
from web.app.guard import opened, refuse_other_sites, sealed
from web.app.language import language, translate
from web.app.parameters import Parameters, reads, sealed_form
from web.app.rights import MODERATION, OWN_MODERATION, asks, author
from web.app.rooms import once_in
from web.app.sessions import PATH, private, session
from web.app.values import display
from web.site.contributing.answering import answer, can_be_answered, replies, reply_to
from web.site.contributions import looking_after
from web.site.contributions.apart import together_again, told_apart
from web.site.contributions.choices import MOST_FIELDS, chosen_of, number_of, numbers_of
from web.site.contributions.giving import given_back, send
from web.site.contributions.looking_after import (
    hand_over,
    moderators,
    standing_takers,
    taker_of_session,
    taker_text,
    takers,
)
from web.site.contributions.page import FILTERS, contributions_page, desk, joined_to, reader
from web.site.contributions.words import (
    CHANGED_MEANWHILE,
    DECIDED,
    DONE,
    NOTHING_CHOSEN,
    OF_WORKSHOP,
    REASONS,
    SENDERS,
    SETTLED,
    SIGNS,
    SOME_LEFT,
    SORTS,
    STATES,
)
from web.site.workshop_end.kept import workshops

SEAL = "contributions"
FIELDS = (
    "numero",
    "geste",
    "avec",
    "deux",
    "raison",
    "mot",
    "question",
    "suivante",
    "seulement",
    "vu",
    "confiee",
    "jeton",
)
CHOICES = tuple(f"{letter}{place}" for letter in "et" for place in range(MOST_FIELDS))

blueprint = Blueprint("contributions", __name__, url_prefix=f"{PATH}/contributions")
asks(OWN_MODERATION)(blueprint)
blueprint.after_request(private)
once_in(blueprint, looking_after.register)


@blueprint.get("")
@led_to(REVIEW, 10, Label("Contributions"))
@reads("numero", "avec", "seulement", "fait")
def show() -> str:
    """The queue, and the contribution that was asked for, else the first."""
    query = Parameters(request.args, ("numero", "avec", "seulement", "fait"))
    number = query.number("numero", 0, 0, 2**31 - 1) if query.text("numero") else 0
    with suppress(UnknownThing):  # the queue is shown then
        desk().find(number)
    shown = (number, query.text("avec")[:200], query.choice("seulement", FILTERS))
    return _page(*shown, done=query.choice("fait", DONE))


@blueprint.post("")
def decide() -> BaseResponse | tuple[str, int]:
    """Does with one contribution what its button says."""
    refuse_other_sites()
    try:
        query = Parameters(request.form, (*FIELDS, *CHOICES), letters=CHOICES)
        opened(SEAL, query.text("jeton"))
        gesture = query.text("geste")
        if gesture not in GESTURES:
            raise InvalidInput(NOTHING_CHOSEN(), field="geste")
        number = number_of(query)
        desk().find(number)  # refused where it is not theirs to decide
        done = GESTURES[gesture](query, number)
    except TisserandError as error:
        return _again(error)
    stays = gesture in ("prendre", "confier", "rendre")
    return _after(done, query.text("numero" if stays else "suivante"), query.choice("seulement", FILTERS))


def _accept(query: Parameters, number: int) -> str:
    found = joined_to(desk().find(number), query.text("avec"))
    proposal = chosen_of(query, found)
    _refuse_unseen(query, found)
    change = desk().accept(number, proposal, author(MODERATION))
    if change is None:
        answer([number])
        return "reglee"
    told_apart(made_by(change, proposal), query.texts("deux"), author(MODERATION))
    answer([number])
    return "acceptee"


def _refuse_unseen(query: Parameters, found: Contribution) -> None:
    """Raises Conflict where the card says something else than what was shown to whoever decides."""
    seen = query.text("vu")
    if seen and found.proposal is not None and contribution_sheet(reader(), found.proposal).seen != seen:
        raise Conflict(CHANGED_MEANWHILE(), field="vu")


def _settle(_: Parameters, number: int) -> str:
    desk().settle(number, author(MODERATION))
    answer([number])
    return "reglee"


def _refuse(query: Parameters, number: int) -> str:
    desk().kept.refuse_decided(number)
    answer(desk().refuse_all([number], author(MODERATION), _reason(query)))
    return "refusee"


def _later(_: Parameters, number: int) -> str:
    desk().later(number, author(MODERATION))
    return "tard"


def _ask(query: Parameters, number: int) -> str:
    desk().ask(number, author(MODERATION), query.text("question"))
    answer([number])
    return "question"


def _send(_: Parameters, number: int) -> str:
    desk().kept.refuse_decided(number)
    send(desk().kept.find(number))
    return "envoyee"


def _take(_: Parameters, number: int) -> str:
    desk().kept.refuse_decided(number)
    me = taker_of_session()
    if me is not None:
        # Whoever left had taken it for nobody.
        takers().take(number, me, None if number in standing_takers() else takers().all().get(number))
    return "prise"


def _hand_over(query: Parameters, number: int) -> str:
    desk().kept.refuse_decided(number)
    hand_over(number, query.text("confiee"))
    return "confiee"


def _free(_: Parameters, number: int) -> str:
    takers().free(number)
    return "rendue"


GESTURES: dict[str, Callable[[Parameters, int], str]] = {
    "accepter": _accept, "regler": _settle, "refuser": _refuse, "tard": _later, "demander": _ask,
    "envoyer": _send,
    "prendre": _take, "confier": _hand_over, "rendre": _free,
}  # fmt: skip


def _reason(query: Parameters) -> str:
    """What somebody wrote, else the reason that they chose, in French: it is kept as it is."""
    chosen = query.text("raison")
    return query.text("mot") or (REASONS[chosen].fr if chosen in REASONS else "")


@blueprint.post("/plusieurs")
def decide_several() -> BaseResponse | tuple[str, int]:
    """Accepts all that are ticked as they were proposed, or refuses them for one reason."""
    refuse_other_sites()
    try:
        query = sealed_form(SEAL, "coche", "geste", "raison", "mot")
        gesture, numbers = query.choice("geste", ("accepter", "refuser")), numbers_of(query)
        if gesture == "refuser":
            answer(desk().refuse_all(numbers, author(MODERATION), _reason(query)))
        elif gesture == "accepter":
            _, left = desk().accept_all(numbers, author(MODERATION))
            answer(number for number in numbers if number not in left)
            for number, why in left.items():
                raise InvalidInput(SOME_LEFT(number=number, why=why))
        else:
            raise InvalidInput(NOTHING_CHOSEN(), field="geste")
    except TisserandError as error:
        return _again(error)
    return _after("plusieurs")


@blueprint.post("/defaire")
def undo() -> BaseResponse | tuple[str, int]:
    """Takes back a decision by the number of its contribution, else the last one of who asks."""
    refuse_other_sites()
    try:
        query = sealed_form(SEAL, "numero")
        number = query.number("numero", 0, 0, 2**31 - 1) if query.text("numero") else 0
        found, *others = desk().take_back(author(MODERATION), number)
        together_again(found, author(MODERATION))
        for one in (found, *others):
            replies().reopened(one.number)
    except TisserandError as error:
        return _again(error)
    return _after("defait", str(found.number))


def _after(done: str, number: str = "", only: str = "") -> BaseResponse:
    """The next contribution: its title is where whoever decided goes on."""
    address = url_for(
        "contributions.show", fait=done, numero=quote(number) or None, seulement=only or None, _anchor="one"
    )
    return redirect(address, 303)


def _again(error: TisserandError) -> tuple[str, int]:
    """The same contribution with what is wrong, and all that was typed."""
    if error.status >= 500:
        raise error
    number, only = request.form.get("numero", ""), request.form.get("seulement", "")
    known = int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else 0
    only = only if only in FILTERS else ""
    return _page(known, request.form.get("avec", "")[:200], only, problem=problem_of(error)), error.status


def _page(number: int, joined: str, only: str, *, done: str = "", problem: Problem | None = None) -> str:
    lang = language()
    told = {"sorts": SORTS, "signs": SIGNS, "states": STATES, "reasons": REASONS, "decided": DECIDED}
    page = contributions_page(number, joined, only)
    # What was typed for one that somebody decided meanwhile is not for the next.
    same = page.one is not None and page.one.contribution.number == number
    return render_template(
        "contributions/show.html",
        page=page,
        only=only,
        given=given_back(page.one.contribution) if page.one else None,
        **(_around(page.one.contribution, lang) if page.one else {}),
        words={name: {key: text(lang) for key, text in texts.items()} for name, texts in told.items()},
        done=translate(DONE[done].fr) if done else "",
        problem=problem,
        typed=request.form if problem and (same or not number) else MultiDict(),
        settled=SETTLED(lang),
        text_of=lambda value, path: display(value, path).text,
        seal=sealed(SEAL),
        open=session(),
    )


def _around(found: Contribution, lang: str) -> dict[str, object]:
    """What is told of one beside what it proposes: who sent it, what was asked of them, and who looks after it."""
    number, taker = found.number, standing_takers().get(found.number)
    said = SENDERS[found.sender.kind](number=number, who=found.sender.number).plain(lang)
    met = (OF_WORKSHOP(title=one.aim.title).plain(lang) for one in workshops().holding(number))
    return {
        "who": " ".join((said, *met)),
        "reply": reply_to(found),
        "answerable": can_be_answered(found),
        "taker": taker_text(taker),
        "is_mine": taker is not None and taker == taker_of_session(),
        "moderators": moderators(),
    }
