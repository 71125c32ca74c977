# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the card of an entity says of itself to search engines and where it is shared."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import url_for

from graph.readings.card import Card
from graph.text.moments import readable
from graph.text.punctuation import colon
from graph.text.sentences import ended
from web.app.language import language, told
from web.app.sharing import Sharing


def card_sharing(card: Card, address: str) -> Sharing:
    """The title answers what people look for; the sentence says what it is, then what it has to do with others."""
    return Sharing(_title(card), _sentence(card), address, _picture(card), "article")


def _title(card: Card) -> str:
    name = card.entity.mention.label
    if card.tool and card.tool.own:
        return told("{name}, outil libre : où le trouver, qui aide", name=name)
    if card.tool and card.tool.exits:
        return told("{name} : par quel outil libre le remplacer ?", name=name)
    if card.need:
        return told("{name} : qui aide, quels outils libres", name=name)
    return name


def _sentence(card: Card) -> str:
    caption = card.entity.caption if card.entity.caption != card.entity.mention.label else ""
    if (day := readable(caption, language())) != caption:
        return _named(card, day)
    about = card.tool.sentence if card.tool else ""
    return " ".join(text for text in (ended(caption), about) if text) or _named(card)


def _named(card: Card, *more: str) -> str:
    """`Acteur : EPN Fontaines.`: of what is not described, its kind and its name, and what else is known."""
    return ended(f"{card.kind_name}{colon(language())} {', '.join((card.entity.mention.label, *more))}")


def _picture(card: Card) -> str:
    """The map around it, for what is on maps."""
    own = card.entity.mention.entity_class
    if own is None or own.restricted or not own.on_map or own.bridge is not None:
        return ""
    query = urlencode({"vue": "autour", "centre": card.entity.mention.iri})
    return f"{url_for('takeaway.download', extension='png', lang=None)}?{query}"
