# SPDX-License-Identifier: AGPL-3.0-or-later
"""A referral as the JSON document that outside programs rely on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from graph.entity.known import CONFIRMED
from graph.readings.referral.answers import AnswerReading, ToldFact, read_answers, sentences_of
from graph.text.wording import FRENCH, Named, Speaker, Spoken, named

if TYPE_CHECKING:
    from graph.referral.answer import Advice, FreeTool, Hosting, Judged, Referral, WhyNot
    from graph.referral.gloss import Gloss
    from graph.referral.situation import Asked, AskedTool, Reading, Situation, Unresolved

Document = dict[str, Any]


def referral_document(referral: Referral, speaker: Speaker = FRENCH) -> Document:
    """The whole answer; keys are in English, texts in the language of the speaker."""
    return {
        "situation": situation_document(referral.situation, speaker),
        "results": [_answer(answer, speaker) for answer in read_answers(speaker, referral)],
        "missing": [said.text(speaker) for said in referral.missing],
        "advice": [_advice(advice, speaker) for advice in referral.advice],
        "gaps": [_ref(gap, speaker) for gap in referral.gaps],
        "elapsed_ms": round(referral.elapsed_ms, 3),
    }


def why_not_document(why: WhyNot, speaker: Speaker = FRENCH) -> Document:
    """Why an actor is not among the answers."""
    return {
        "actor": _ref(why.actor, speaker),
        "summary": why.summary.text(speaker),
        "offers": [_judged(judged, speaker) for judged in why.offers],
    }


def situation_document(situation: Situation, speaker: Speaker = FRENCH) -> Document:
    """What was understood of the request, and what was not."""
    place = situation.place
    return {
        "commune": {
            "iri": place.iri,
            "label": named(place.iri, place.label, speaker),
            "code": place.code,
            "level": place.level,
            "note": situation.place_note.text(speaker) if situation.place_note else None,
        }
        if place
        else None,
        "needs": [_asked(asked, speaker) for asked in situation.needs],
        "tools": [_tool(tool, speaker) for tool in situation.tools],
        "audiences": [_asked(asked, speaker) for asked in situation.audiences],
        "free": situation.free,
        "mode": _asked(situation.mode, speaker) if situation.mode else None,
        "asker": situation.asker,
        "date": situation.day.isoformat(),
        "readings": [_reading(reading, speaker) for reading in situation.readings if not reading.given],
        "unresolved": [_unresolved(words, speaker) for words in situation.unresolved],
        "glosses": [_gloss(gloss, said, speaker) for gloss in situation.glosses if (said := gloss.told())],
    }


def _answer(answer: AnswerReading, speaker: Speaker) -> Document:
    result = answer.result
    contact, known = result.contact, result.known
    return {
        "rank": result.rank,
        "kind": result.kind,
        "fit": result.fit or None,
        "beside": result.beside,
        "closing": _day(result.closing),
        "actor": _ref(result.actor, speaker),
        "provider": _ref(result.provider, speaker),
        "service": _ref(result.service, speaker) if result.service else None,
        "score": result.score,
        "reasons": [sentence._asdict() for sentence in answer.sentences],
        "path": [_fact(told) for told in answer.path],
        "rule": answer.rule or None,
        "verified": _day(known.on) if known.how == CONFIRMED else None,
        "known": {"how": known.how, "by": known.by or None, "on": _day(known.on)},
        "contact": {"url": contact.url, "email": contact.email, "telephone": contact.telephone, "page": contact.page},
        "details": [
            {"field": it.field, "label": it.label, "values": list(it.values)} for it in result.details(speaker)
        ],
    }


def _fact(told: ToldFact) -> Document:
    fact = told.fact
    end = fact.o if isinstance(fact.o, str) else fact.o.value
    return {"s": fact.s, "p": fact.p, "o": end, "text": told.text, "source": fact.source}


def _advice(advice: Advice, speaker: Speaker) -> Document:
    return {
        "tool": _ref(advice.tool, speaker),
        "free": advice.free,
        "alternatives": [_free_tool(item, speaker) for item in advice.alternatives],
        "resources": [_ref(resource, speaker) for resource in advice.resources],
        "readings": [_ref(resource, speaker) for resource in advice.readings],
    }


def _free_tool(item: FreeTool, speaker: Speaker) -> Document:
    return {
        **_ref(item.tool, speaker),
        "closeness": _ref(item.closeness, speaker) if item.closeness else None,
        "effort": named(item.effort.iri, item.effort.label, speaker) if item.effort else None,
        "licence": item.licence,
        "condition": item.condition(speaker.lang),
        "first_step": item.first_step(speaker.lang),
        "url": item.url,
        "hosts": [_hosting(hosting, speaker) for hosting in item.open_instances],
        "closed": [_hosting(hosting, speaker) for hosting in item.closed_instances],
        "helpers": [
            {"actor": _ref(help.actor, speaker), "service": _ref(help.service, speaker), "score": help.score}
            for help in item.helpers
        ],
        "resources": [_ref(resource, speaker) for resource in item.resources],
    }


def _hosting(hosting: Hosting, speaker: Speaker) -> Document:
    return {
        "instance": _ref(hosting.instance, speaker),
        "host": _ref(hosting.host, speaker) if hosting.host else None,
        "url": hosting.url,
        "opened": _day(hosting.opened),
        "closed": _day(hosting.closed),
        "condition": hosting.condition(speaker.lang),
        "open": hosting.open,
        "to_confirm": hosting.to_confirm,
        "announced": _day(hosting.announced),
        "lost": hosting.lost,
        "seen": _day(hosting.seen),
    }


def _judged(judged: Judged, speaker: Speaker) -> Document:
    return {
        "service": _ref(judged.service, speaker) if judged.service else None,
        "rank": judged.rank,
        "score": judged.score,
        "refused": judged.refused,
        "reasons": [sentence._asdict() for sentence in sentences_of(speaker, judged.reasons)],
    }


def _asked(asked: Asked | AskedTool, speaker: Speaker) -> Document:
    return {**_ref(asked, speaker), "query": asked.query}


def _tool(tool: AskedTool, speaker: Speaker) -> Document:
    service = _ref(tool.service, speaker) if tool.service else None
    return {
        **_asked(tool, speaker),
        "service": service,
        "closed": _day(tool.closed),
        "announced": _day(tool.announced),
    }


def _reading(reading: Reading, speaker: Speaker) -> Document:
    """Something that was read in words; the place has the IRI that the situation says."""
    others = [_ref(other, speaker) for other in reading.others]
    return {"kind": reading.kind, **_asked(reading.asked, speaker), "sure": reading.sure, "others": others}


def _gloss(gloss: Gloss, said: Spoken, speaker: Speaker) -> Document:
    """What a text in another language was read as; the words are those of the language that answers."""
    return {
        "language": gloss.code,
        "query": gloss.text,
        "words": list(gloss.words_in(speaker.lang)),
        "text": said.text(speaker),
    }


def _unresolved(words: Unresolved, speaker: Speaker) -> Document:
    return {
        "query": words.query,
        "field": words.field,
        "suggestions": [_ref(item, speaker) for item in words.suggestions],
        "named": [_ref(item, speaker) for item in words.named],
        "aside": words.aside,
    }


def _ref(ref: Named, speaker: Speaker) -> Document:
    return {"iri": ref.iri, "label": named(ref.iri, ref.label, speaker)}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
