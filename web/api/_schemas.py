# SPDX-License-Identifier: AGPL-3.0-or-later
"""The schemas of what the API answers; lists of values come from the model."""

from __future__ import annotations

from graph.entity.known import STRENGTH
from graph.model import Model
from graph.readings.referral.callers import ROLES
from graph.referral._types import KINDS, MET, UNKNOWN, UNMET
from graph.referral.answer import FITS
from graph.referral.situation import ASKERS, READ
from web.api._parts import COUNT, DAY, IRI, REF, SAID_DAY, STRING, YES_OR_NO, Schema
from web.api._parts import many as _list
from web.api._parts import or_null as _or_null
from web.api._parts import strict as _object
from web.app.errors import PROBLEM

EDGE: Schema = {"$ref": "#/components/schemas/Edge"}
SHARE: Schema = {"type": "number", "minimum": 0, "maximum": 1}


def schemas(model: Model) -> Schema:
    """Those of every answer, by name."""
    # The narrower things of a list of choices have no class: their kind is empty.
    kind = {"type": "string", "enum": [*(own.kind for own in model.classes if not own.restricted), ""]}
    hit = _object(iri=IRI, label=STRING, kind=kind, matched=STRING, score=SHARE)
    node = _object(iri=IRI, label=STRING, kind=kind, depth={"type": "integer", "minimum": 0, "maximum": 3})
    return {
        "Reference": _object(iri=IRI, label=STRING),
        "Edge": _edge(),
        "SearchResults": _object(query=STRING, results=_list(hit)),
        "Neighbourhood": _object(centre=IRI, nodes=_list(node), edges=_list(EDGE), truncated=YES_OR_NO),
        "Path": _object(**{"from": IRI, "to": IRI, "length": COUNT, "path": _list(EDGE)}),
        "Description": _description(),
        "Situation": _situation(),
        "Reason": _reason(),
        "Result": _result(),
        "Advice": _advice(),
        "Referral": _referral(),
        "NeedAnswers": _need_answers(),
        "Caller": _caller(),
        "Problem": _problem(),
    }


def _edge() -> Schema:
    """A fact; its object is the IRI of a thing, or a text."""
    source = STRING | {"description": "L’IRI de la source du fait ; vide quand rien ne la dit."}
    return _object(s=IRI, p=IRI, o=STRING, text=STRING, source=source)


def _description() -> Schema:
    return {
        "type": "object",
        "description": "Un document OpenAPI 3.1.",
        "required": ["openapi", "info", "paths", "components"],
        "properties": {"openapi": {"const": "3.1.0"}},
    }


def _situation() -> Schema:
    said = "Ce qu’il faut dire de la façon dont le lieu a été compris : ancien nom, quartier, ancien code."
    note = _or_null(STRING | {"description": said})
    place = _object(iri=IRI, label=STRING, code=STRING, level=STRING, note=note)
    unresolved = _object(query=STRING, field=STRING, suggestions=_list(REF), named=_list(REF), aside=YES_OR_NO)
    asked = _object(iri=IRI, label=STRING, query=STRING)
    kind = {"type": "string", "enum": list(READ)}
    reading = _object(kind=kind, iri=IRI, label=STRING, query=STRING, sure=YES_OR_NO, others=_list(REF))
    days = {"closed": _or_null(SAID_DAY), "announced": _or_null(SAID_DAY)}
    tool = _object(iri=IRI, label=STRING, query=STRING, service=_or_null(REF), **days)
    return _object(
        commune=_or_null(place),
        needs=_list(asked),
        tools=_list(tool),
        audiences=_list(asked),
        free=YES_OR_NO,
        mode=_or_null(asked),
        asker={"type": "string", "enum": list(ASKERS)},
        date=DAY,
        readings=_list(reading),
        unresolved=_list(unresolved),
        glosses=_list(_gloss()),
    )


def _gloss() -> Schema:
    said = "Ce qui a été lu d’un texte écrit dans une autre langue, mot à mot."
    code = STRING | {"description": "Le code de cette langue : es, uk…"}
    return _object(language=code, query=STRING, words=_list(STRING), text=STRING | {"description": said})


def _reason() -> Schema:
    state = {"type": "string", "enum": [MET, UNMET, UNKNOWN]}
    return _object(criterion=STRING, label=STRING, score=SHARE, state=state, text=STRING)


def _result() -> Schema:
    return _object(
        rank={"type": "integer", "minimum": 1},
        kind={"type": "string", "enum": list(KINDS)},
        fit=_or_null({"type": "string", "enum": list(FITS)})
        | {"description": "Le besoin même, plus étroit, plus large, un sujet, un outil ; null pour qui oriente."},
        beside=YES_OR_NO | {"description": "Aide pour l’outil cité, sans répondre à aucun des besoins demandés."},
        closing=_or_null(DAY) | {"description": "Le jour de la fermeture annoncée : ce résultat vient en dernier."},
        actor=REF,
        provider=REF,
        service=_or_null(REF),
        score=SHARE,
        reasons=_list({"$ref": "#/components/schemas/Reason"}),
        path=_list(EDGE),
        rule=_or_null(STRING) | {"description": "La règle qui y mène, quand aucun fait n’y mène : voir /classement."},
        verified=_or_null(DAY) | {"description": "Le jour où quelqu’un a confirmé, sinon null."},
        known=_known(),
        contact=_object(
            url=_or_null(STRING), email=_or_null(STRING), telephone=_or_null(STRING), page=_or_null(STRING)
        ),
        details=_list(_object(field=IRI, label=STRING, values=_list(STRING))),
    )


def _known() -> Schema:
    """How an answer is known."""
    how = {"type": "string", "enum": list(STRENGTH)}
    described = {"description": "Comment on le sait, par qui (null : personne n’est nommé), et depuis quand."}
    return _object(how=how, by=_or_null(IRI), on=_or_null(SAID_DAY)) | described


def _hosting() -> Schema:
    return _object(
        instance=REF,
        host=_or_null(REF),
        url=_or_null(STRING),
        opened=_or_null(SAID_DAY),
        closed=_or_null(SAID_DAY),
        condition=STRING,
        open={"type": "boolean"},
        to_confirm={"type": "boolean"},
        announced=_or_null(SAID_DAY),
        lost=YES_OR_NO | {"description": "Plus de nouvelles : personne ne dit s’il est encore ouvert."},
        seen=_or_null(SAID_DAY) | {"description": "Quand cet état a été vu, ou la date des dernières nouvelles."},
    )


def _advice() -> Schema:
    hosting = _hosting()
    way = _object(
        iri=IRI,
        label=STRING,
        closeness=_or_null(REF),
        effort=_or_null(STRING),
        licence=STRING,
        condition=STRING,
        first_step=STRING,
        url=_or_null(STRING),
        hosts=_list(hosting),
        closed=_list(hosting),
        helpers=_list(_object(actor=REF, service=REF, score={"type": "number"})),
        resources=_list(REF),
    )
    return _object(
        tool=REF,
        free=_or_null({"type": "boolean"}),
        alternatives=_list(way),
        resources=_list(REF),
        readings=_list(REF),
    )


def _referral() -> Schema:
    return _object(
        situation={"$ref": "#/components/schemas/Situation"},
        results=_list({"$ref": "#/components/schemas/Result"}),
        missing=_list(STRING),
        advice=_list({"$ref": "#/components/schemas/Advice"}),
        gaps=_list(REF),
        elapsed_ms={"type": "number", "minimum": 0},
        by_need=_list({"$ref": "#/components/schemas/NeedAnswers"}),
        urgent={"oneOf": [{"type": "null"}, _urgent()]},
    )


def _need_answers() -> Schema:
    """What answers one need, or one tool in use: exactly one of the two is told."""
    tool = _object(tool=REF, hosts=_list(REF), installed_from=_or_null(STRING), helpers=_list(REF))
    callers = _list({"$ref": "#/components/schemas/Caller"})
    return _object(
        need=_or_null(REF),
        tool=_or_null(REF),
        sure=YES_OR_NO | {"description": "Faux : ce besoin a été deviné dans les mots, à vérifier d’abord."},
        total=COUNT | {"description": "Ceux qui le font et que l’on peut appeler, affichés ou non."},
        gap=YES_OR_NO | {"description": "Personne n’est connu pour cela."},
        callers=callers | {"description": "Qui le fait, dans l’ordre : une fois par organisme."},
        near=callers | {"description": "Qui fait plus étroit ou plus large, ou travaille sur le sujet : à demander."},
        ways=callers | {"description": "À défaut : le plus proche, qui oriente, qui anime ; sans rang."},
        leaving=callers | {"description": "Fermeture annoncée, ou plus de nouvelles."},
        without_contact=_list(REF),
        tools=_list(tool),
        missing=_list(STRING),
    )


def _caller() -> Schema:
    return _object(
        rank=_or_null({"type": "integer", "minimum": 1}),
        role={"type": "string", "enum": list(ROLES)},
        actor=REF,
        provider=_or_null(REF) | {"description": "Qui le fait, quand l’organisme à appeler fait le lien."},
        services=_list(REF),
        contacts=_list(STRING) | {"description": "Adresses `tel:`, `mailto:` ou `https:`, la plus directe d’abord."},
        place=_or_null(STRING),
        km=_or_null({"type": "number", "minimum": 0}) | {"description": "À vol d’oiseau, depuis le lieu demandé."},
        remote=YES_OR_NO,
        cost=_or_null(STRING),
        known=_known(),
        known_text=STRING,
        told=_or_null(STRING),
        doubts=_list(STRING) | {"description": "Ce qu’il faut demander avant de compter dessus."},
        accessible=_or_null(YES_OR_NO) | {"description": "Accessible aux personnes à mobilité réduite."},
        languages=_list(REF) | {"description": "Les autres langues parlées sur place."},
    )


def _urgent() -> Schema:
    """What somebody in danger wrote: the numbers to tell first."""
    text_or_null = {"type": ["string", "null"]}
    number = _object(
        **dict.fromkeys(("label", "number", "about"), STRING),
        iri=IRI,
        when=text_or_null,
        read={"type": ["string", "null"], "format": "date"},
        source=_object(label=text_or_null, url=text_or_null),
    )
    said = {"type": "boolean", "description": "Faux : c’est seulement le sujet d’un projet."}
    return _object(sure=said, situations=_list(IRI), numbers=_list(number))


def _problem() -> Schema:
    """RFC 9457; what may have been meant is a thing, or a value of the parameter."""
    said = dict.fromkeys(("type", "title", "detail", "instance"), STRING)
    whole = _object(**said, status={"type": "integer", "minimum": 400, "maximum": 599})
    number = {**STRING, "description": "D’une panne de ce site (500 et plus) : à donner à la personne qui le tient."}
    more = {"parameter": STRING, "suggestions": _list(_object(iri=STRING, label=STRING)), "number": number}
    return whole | {"properties": whole["properties"] | more}


def problems() -> Schema:
    """The answers to a call that is wrong or comes too soon."""
    said = {
        "400": "Un paramètre manque, est inconnu ou ne se lit pas ; `parameter` le nomme.",
        "404": "Rien ne porte cet identifiant ; `suggestions` dit ce qui s’en approche.",
        "409": "Déjà relu et refusé, ou trop de choses attendent ; `detail` dit pourquoi.",
        "413": "C’est trop long ; `detail` dit combien est pris.",
        "429": "Trop de demandes ; `Retry-After` dit quand recommencer.",
        "503": "Les données ne peuvent pas être lues pour l’instant ; `Retry-After` dit quand recommencer.",
    }
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    wait = {"Retry-After": {"description": "Secondes.", "required": True, "schema": {"type": "integer", "minimum": 0}}}
    return {
        f"Problem{status}": {
            "description": text,
            "content": content,
            **({"headers": wait} if status in {"429", "503"} else {}),
        }
        for status, text in said.items()
    }
