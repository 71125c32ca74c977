# SPDX-License-Identifier: AGPL-3.0-or-later
"""A referral as the JSON document that outside programs rely on."""

from __future__ import annotations

from datetime import date
from typing import Any

from graph.errors import Suggestion
from graph.referral.answer import Advice, Edge, FreeTool, Hosting, Judged, Reason, Referral, Result, WhyNot
from graph.referral.mention import Ref
from graph.referral.situation import Asked, AskedTool, Situation, Unresolved

Document = dict[str, Any]


def referral_document(referral: Referral) -> Document:
    """The whole answer; keys are in English, texts in French."""
    return {
        "situation": situation_document(referral.situation),
        "results": [_result(result) for result in referral.results],
        "missing": list(referral.missing),
        "advice": [_advice(advice) for advice in referral.advice],
        "gaps": [_ref(gap) for gap in referral.gaps],
        "elapsed_ms": round(referral.elapsed_ms, 3),
    }


def why_not_document(why: WhyNot) -> Document:
    """Why an actor is not among the answers."""
    return {"actor": _ref(why.actor), "summary": why.summary, "offers": [_judged(judged) for judged in why.offers]}


def situation_document(situation: Situation) -> Document:
    """What was understood of the request, and what was not."""
    place = situation.place
    return {
        "commune": {"iri": place.iri, "label": place.label, "code": place.code, "level": place.level}
        if place
        else None,
        "needs": [_asked(asked) for asked in situation.needs],
        "tools": [_asked(tool) for tool in situation.tools],
        "audiences": [_asked(asked) for asked in situation.audiences],
        "free": situation.free,
        "mode": _asked(situation.mode) if situation.mode else None,
        "asker": situation.asker,
        "date": situation.day.isoformat(),
        "unresolved": [_unresolved(words) for words in situation.unresolved],
    }


def _result(result: Result) -> Document:
    contact = result.contact
    return {
        "rank": result.rank,
        "kind": result.kind,
        "actor": _ref(result.actor),
        "provider": _ref(result.provider),
        "service": _ref(result.service) if result.service else None,
        "score": result.score,
        "reasons": [document for reason in result.reasons for document in _reasons(reason)],
        "path": [_edge(edge) for edge in result.path],
        "verified": _day(result.verified),
        "contact": {"url": contact.url, "email": contact.email, "telephone": contact.telephone},
        "details": [{"field": item.field, "label": item.label, "values": list(item.values)} for item in result.details],
    }


def _reasons(reason: Reason) -> list[Document]:
    criterion, score = reason.criterion, reason.verdict.score
    return [
        {"criterion": criterion.slug, "label": criterion.label, "score": score, "state": state, "text": text}
        for text, state in reason.sentences
    ]


def _edge(edge: Edge) -> Document:
    fact = edge.fact
    end = fact.o if isinstance(fact.o, str) else fact.o.value
    return {"s": fact.s, "p": fact.p, "o": end, "text": edge.text, "source": fact.source}


def _advice(advice: Advice) -> Document:
    return {
        "tool": _ref(advice.tool),
        "free": advice.free,
        "alternatives": [_free_tool(item) for item in advice.alternatives],
        "resources": [_ref(resource) for resource in advice.resources],
    }


def _free_tool(item: FreeTool) -> Document:
    return {
        **_ref(item.tool),
        "closeness": _ref(item.closeness) if item.closeness else None,
        "effort": item.effort.label if item.effort else None,
        "licence": item.licence,
        "condition": item.condition,
        "first_step": item.first_step,
        "url": item.url,
        "hosts": [_hosting(hosting) for hosting in item.open_instances],
        "closed": [_hosting(hosting) for hosting in item.closed_instances],
        "helpers": [
            {"actor": _ref(help.actor), "service": _ref(help.service), "score": help.score} for help in item.helpers
        ],
        "resources": [_ref(resource) for resource in item.resources],
    }


def _hosting(hosting: Hosting) -> Document:
    return {
        "instance": _ref(hosting.instance),
        "host": _ref(hosting.host) if hosting.host else None,
        "url": hosting.url,
        "opened": _day(hosting.opened),
        "closed": _day(hosting.closed),
        "condition": hosting.condition,
    }


def _judged(judged: Judged) -> Document:
    return {
        "service": _ref(judged.service) if judged.service else None,
        "rank": judged.rank,
        "score": judged.score,
        "refused": judged.refused,
        "reasons": [document for reason in judged.reasons for document in _reasons(reason)],
    }


def _asked(asked: Asked | AskedTool) -> Document:
    return {"iri": asked.iri, "label": asked.label, "query": asked.query}


def _unresolved(words: Unresolved) -> Document:
    return {
        "query": words.query,
        "field": words.field,
        "suggestions": [_suggestion(item) for item in words.suggestions],
    }


def _suggestion(suggestion: Suggestion) -> Document:
    return {"iri": suggestion.iri, "label": suggestion.label}


def _ref(ref: Ref) -> Document:
    return {"iri": ref.iri, "label": ref.label}


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
