# SPDX-License-Identifier: AGPL-3.0-or-later
"""What to say to those an answer names: a few sentences for the telephone, and the same as a mail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from graph.entity.known import CONFIRMED, DEDUCED, EDITORIAL, FRESH
from graph.readings.contacts import Reach, reach
from graph.readings.sources import cited
from graph.referral._types import ANIMATOR, COMPETENCE, ENTRY_POINT, INDIRECT, INSTANCE, NEARBY, SERVICE, UNKNOWN
from graph.referral.situation import NEED, PROFESSIONAL, TOOL
from graph.text.ages import month_or_year
from graph.text.days import months_between
from graph.text.personal import without_persons
from graph.text.wording import Label, Phrase, Quoted

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.entity.known import Known
    from graph.referral.answer import Referral, Result
    from graph.referral.situation import Situation
    from graph.text.wording import Named, Spoken

LONGEST = 160  # characters of the words that are told again
SPOKEN = 5  # sentences said on the telephone; a mail asks all that is not sure
HELLO, THANKS = Label("Bonjour,"), Label("Merci d’avance pour votre réponse.")
# Who calls or writes: for an association, or somebody who helps some, in a commune, in a wider territory, or nowhere.
CALLS = (
    Phrase("Bonjour, j’appelle pour une association de {place}."),
    Phrase("Bonjour, j’appelle pour une association du territoire « {place} »."),
    Phrase("Bonjour, j’appelle pour une association."),
)
CALLS_HELPING = (
    Phrase("Bonjour, j’accompagne des associations à {place}, et j’ai une question pour vous."),
    Phrase("Bonjour, j’accompagne des associations du territoire « {place} », et j’ai une question pour vous."),
    Phrase("Bonjour, j’accompagne des associations, et j’ai une question pour vous."),
)
WRITES = (
    Phrase("J’écris pour une association de {place}."),
    Phrase("J’écris pour une association du territoire « {place} »."),
    Phrase("J’écris pour une association."),
)
WRITES_HELPING = (
    Phrase("J’accompagne des associations à {place}, et j’ai une question pour vous."),
    Phrase("J’accompagne des associations du territoire « {place} », et j’ai une question pour vous."),
    Phrase("J’accompagne des associations, et j’ai une question pour vous."),
)
IN_ITS_WORDS, IN_MY_WORDS = Phrase("Voici sa demande, avec ses mots : « {words} »."), Phrase("La voici : « {words} ».")
FOR_NEEDS, FOR_MY_NEEDS = (
    Phrase("Elle cherche de l’aide pour {needs}."),
    Phrase("Je cherche de l’aide pour {needs}."),
)
FOR_TOOLS, FOR_MY_TOOLS = (
    Phrase("Elle utilise {tools}, et cherche de l’aide."),
    Phrase("Je cherche de l’aide avec {tools}."),
)
FOR_SOMEBODY, FOR_MY_SAKE = Label("Elle cherche à qui s’adresser."), Label("Je cherche à qui m’adresser.")
OFFERS = Phrase("J’ai lu que vous proposez « {thing} » : pourriez-vous aider, et comment prendre rendez-vous ?")
KNOWS_HOW = Phrase("J’ai lu que vous savez faire cela (« {thing} ») : pourriez-vous aider ?")
HOSTS = Phrase("J’ai lu que vous hébergez « {thing} » : peut-on s’en servir, et quelqu’un aide-t-il à commencer ?")
WORKS_ON = Label("J’ai lu que vous travaillez sur ce sujet : pourriez-vous aider, ou dire qui le peut ?")
WELCOMES = Label("Pourriez-vous nous recevoir, ou nous dire à qui nous adresser ?")
KNOWS = Phrase("J’ai lu que vous êtes en lien avec « {provider} » : pourriez-vous nous mettre en relation ?")
FAR = Phrase("J’ai lu que vous proposez « {thing} », plus loin de nous : pourriez-vous aider, même à distance ?")
ANIMATES = Phrase("J’ai lu que vous animez « {thing} » : qui, dans ce réseau, pourrait aider ?")
ANY_OF_THEM = Label("Pourriez-vous aider pour cela, même en partie, ou dire qui le peut ?")
ON_YOUR_PAGE = Phrase("Je l’ai lu sur votre site, en {month} : est-ce toujours à jour ?")
ON_YOUR_UNDATED_PAGE = Label("Je l’ai lu sur votre site : est-ce toujours à jour ?")
IN_A_DOCUMENT = Phrase("Je l’ai lu dans « {source} » : est-ce toujours le cas ?")
IN_AN_OLD_DOCUMENT = Phrase("Je l’ai lu dans « {source} », en {month} : est-ce toujours le cas ?")
CONFIRMED_THEN = Phrase("Cela a été confirmé en {month} : est-ce toujours le cas ?")
GUESSED, GUESSED_FROM = (
    Label("Ce n’est qu’une déduction, personne ne me l’a dit : est-ce bien le cas ?"),
    Phrase("C’est une déduction, à partir de « {source} » : est-ce bien le cas ?"),
)
OURS = Label("Personne ne me l’a confirmé : est-ce bien le cas ?")
HERE, IN_THE_AREA = (
    Phrase("Intervenez-vous à {place} ?"),
    Phrase("Intervenez-vous dans le territoire « {place} » ?"),
)
# What nobody said, by criterion.
ASKS = {
    "open-to-associations": Label("Recevez-vous les associations ?"),
    "cost": Label("Est-ce gratuit, ou combien cela coûte-t-il ?"),
}
NOBODY_FOR = Phrase("Pour {needs}, je n’ai trouvé personne.")
SUBJECT, SUBJECT_HERE = Phrase("Demande d’aide : {about}"), Phrase("Demande d’aide, {place} : {about}")
SOMEBODY = Label("à qui s’adresser")


@dataclass(frozen=True)
class Telling:
    """What to say to one of those to call.

    `who` is called ("" for anybody), by `telephone` or by `email` (None where nobody said); `spoken` are the sentences
    for the telephone; `subject` and `written` (paragraphs of sentences) make a mail.
    """

    who: str
    telephone: Reach | None
    email: Reach | None
    spoken: tuple[str, ...]
    subject: str
    written: tuple[tuple[str, ...], ...]


def telling(reader: Reader, result: Result, situation: Situation) -> Telling | None:
    """What to say to the one to call of an answer; None where nobody said how to reach them."""
    contact = result.contact
    if reach(contact) is None:
        return None
    asked = _asked(situation, result)
    doubts = [*_doubt(reader, result, situation), *_questions(result, situation)]
    said = [*asked, _ask(result)]
    only_site = contact._replace(page=None, url=None)
    return Telling(
        who=reader.label(result.actor.iri),
        telephone=reach(only_site._replace(email=None)),
        email=reach(only_site._replace(telephone=None)),
        spoken=_texts(reader, [_opening(situation, CALLS, CALLS_HELPING), *said, *doubts[: _room(said)]]),
        subject=_subject(reader, situation),
        written=_letter(reader, situation, said, doubts),
    )


def request_telling(reader: Reader, referral: Referral) -> Telling:
    """What to say to anybody who may help with the whole of a request, and for what nobody was found."""
    situation = referral.situation
    said: list[Spoken | Label] = [*_asked(situation), ANY_OF_THEM]
    gaps: list[Spoken | Label] = [NOBODY_FOR(needs=Quoted(referral.gaps))] if referral.gaps else []
    opening = _opening(situation, CALLS, CALLS_HELPING)
    return Telling(
        who="",
        telephone=None,
        email=None,
        spoken=_texts(reader, [opening, *said[:-1], *gaps, said[-1]]),
        subject=_subject(reader, situation),
        written=_letter(reader, situation, [*said[:-1], *gaps, said[-1]], []),
    )


def own_words(situation: Situation) -> str:
    """What was typed to ask, without what tells of a person; "" where all was chosen, or nothing of it may be told."""
    typed = situation.question or ", ".join(
        dict.fromkeys(
            reading.asked.query for reading in situation.readings if not reading.given and reading.kind in (NEED, TOOL)
        )
    )
    return _cut(without_persons(typed))


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rsplit(' ', 1)[0]}…"


def _texts(reader: Reader, said: list[Spoken | Label]) -> tuple[str, ...]:
    return tuple(one(reader.lang) if isinstance(one, Label) else one.text(reader) for one in said)


def _room(said: list[Spoken | Label]) -> int:
    """How many sentences are left on the telephone, after who calls and these."""
    return SPOKEN - 1 - len(said)


def _letter(
    reader: Reader, situation: Situation, said: list[Spoken | Label], doubts: list[Spoken | Label]
) -> tuple[tuple[str, ...], ...]:
    opening = _opening(situation, WRITES, WRITES_HELPING)
    whole: list[list[Spoken | Label]] = [[HELLO], [opening, *said], doubts, [THANKS]]
    return tuple(_texts(reader, part) for part in whole if part)


# --- what is said, piece by piece ------------------------------------------------------------------------------------


def _opening(situation: Situation, of_association: tuple[Phrase, ...], of_helper: tuple[Phrase, ...]) -> Spoken:
    in_commune, in_area, nowhere = of_helper if situation.asker == PROFESSIONAL else of_association
    if situation.place is None:
        return nowhere()
    return (in_commune if situation.place.level == "commune" else in_area)(place=situation.place)


def _asked(situation: Situation, result: Result | None = None) -> list[Spoken | Label]:
    """The request in the words typed; else by the names of the needs that this answer meets, else of tools."""
    mine = situation.asker == PROFESSIONAL
    words = own_words(situation)
    if words:
        return [(IN_MY_WORDS if mine else IN_ITS_WORDS)(words=words)]
    needs = _needs(situation, result)
    if needs:
        return [(FOR_MY_NEEDS if mine else FOR_NEEDS)(needs=Quoted(needs))]
    if situation.tools:
        return [(FOR_MY_TOOLS if mine else FOR_TOOLS)(tools=Quoted(tuple(situation.tools)))]
    return [FOR_MY_SAKE if mine else FOR_SOMEBODY]


def _needs(situation: Situation, result: Result | None) -> tuple[Named, ...]:
    """The needs that an answer meets, all that were asked for where it meets none, as who only orients."""
    steps = result.candidate.match.needs if result else ()
    met = tuple(need for need, step in zip(situation.needs, steps, strict=False) if step is not None)
    return met or tuple(situation.needs)


def _ask(result: Result) -> Spoken | Label:
    """What is asked of them, by what they are to the request."""
    candidate = result.candidate
    thing, kind = result.service, candidate.offer.traits.kind
    if candidate.match.kind == ENTRY_POINT:
        return WELCOMES
    if thing is None:
        return KNOWS(provider=result.provider) if candidate.match.kind == INDIRECT else WORKS_ON
    by_match = {ANIMATOR: ANIMATES, NEARBY: FAR}
    if candidate.match.kind == INDIRECT:
        return KNOWS(provider=result.provider)
    asking = by_match.get(candidate.match.kind) or {SERVICE: OFFERS, COMPETENCE: KNOWS_HOW, INSTANCE: HOSTS}.get(kind)
    return asking(thing=thing) if asking else WORKS_ON


def _doubt(reader: Reader, result: Result, situation: Situation) -> Iterator[Spoken | Label]:
    """How it is known, as a question; nothing of what was confirmed within a year, nor of who only welcomes."""
    if result.candidate.match.kind in (ENTRY_POINT, ANIMATOR):
        return
    known = result.known
    old = known.on is None or months_between(known.on, situation.day) > FRESH
    if known.how == CONFIRMED:
        if old and known.on:
            yield CONFIRMED_THEN(month=month_or_year(known.on, reader.lang))
    elif known.how == EDITORIAL:
        yield OURS
    elif known.how == DEDUCED:
        source = reader.label(known.by) if known.by in reader.dataset else ""
        yield GUESSED_FROM(source=source) if source else GUESSED
    else:
        yield _read_in(reader, result, known)


def _read_in(reader: Reader, result: Result, known: Known) -> Spoken | Label:
    """Where it was read: on their own site, or in a document under its name."""
    month = month_or_year(known.on, reader.lang) if known.on else ""
    if known.by.startswith("http") and _host(known.by) == _host(result.contact.url or ""):
        return ON_YOUR_PAGE(month=month) if month else ON_YOUR_UNDATED_PAGE
    source = reader.label(known.by) if known.by in reader.dataset else _source(reader, result)
    dated = bool(month) and str(known.on.year if known.on else "") not in source
    return IN_AN_OLD_DOCUMENT(source=source, month=month) if dated else IN_A_DOCUMENT(source=source)


def _source(reader: Reader, result: Result) -> str:
    own = [edge.fact.source for edge in result.path if edge.fact.s == result.candidate.offer.iri]
    return cited(reader, [*own, *result.sources][:1])[0].label


def _host(address: str) -> str:
    return (urlsplit(address).hostname or "").removeprefix("www.")


def _questions(result: Result, situation: Situation) -> Iterator[Spoken | Label]:
    """What nobody said and has to be asked, where first."""
    unknown = {reason.criterion.slug for reason in result.reasons if reason.verdict.state == UNKNOWN}
    place = situation.place
    if "territory" in unknown and place is not None:
        yield (HERE if place.level == "commune" else IN_THE_AREA)(place=place)
    yield from (question for slug, question in ASKS.items() if slug in unknown)


def _subject(reader: Reader, situation: Situation) -> str:
    things: tuple[Named, ...] = situation.needs or situation.tools
    about = (
        Quoted(things).text(reader) if things else _cut(without_persons(situation.question)) or SOMEBODY(reader.lang)
    )
    place = situation.place
    return (SUBJECT_HERE(about=about, place=place) if place else SUBJECT(about=about)).text(reader)
