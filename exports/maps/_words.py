# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the files of a map say besides its labels, in both languages, and texts that every format can carry."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

from exports.maps._types import TakenMap
from graph.text.characters import TURNED, shown
from graph.text.map_words import RECHECK, also_under, inside_text
from graph.text.sentences import sentence
from graph.text.wording import UNTIL, Phrase, Plain, Plural, Spoken, dated, day_text, period

if TYPE_CHECKING:
    from graph.mindmaps import MapEdge, MindMap, Node

# A run of spaces, unless they are of those that French sets on purpose.
BLANK = re.compile(r"[ \t\n\r\f\v\u2028\u2029]+")
# What XML 1.0 cannot hold, even escaped.
ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Marks that say to programs what colour says to eyes: kept in every language of the files.
HIDDEN = Plural("et {count} autre, à ouvrir sur la carte", "et {count} autres, à ouvrir sur la carte")
STATES = {
    "added": Phrase("nouveau"),
    "ended": Phrase("terminé"),
    "left": Phrase("a quitté"),
    "moved": Phrase("déplacé"),
}
CUT = Plural(
    "Ce fichier s’arrête à {count} élément : le reste est sur la carte.",
    "Ce fichier s’arrête à {count} éléments : le reste est sur la carte.",
)
EMPTY = Phrase("rien n’est encore connu ici")
PLANNED = Phrase("prévu ou envisagé")
CHOSEN = Phrase("sélectionné")
STATE_OF = Phrase("État au {day}"), Phrase("État en {day}")
UPDATED = Phrase("Données mises à jour le {day}")
SOURCES = Phrase("Sources")
ADDRESS = Phrase("Carte à jour")
CROSS_LINKS = Phrase("Autres liens")
CHANGES = Phrase("Ce qui a changé")
TRACES = Phrase("Ce qui n’est plus là")
ROUTE = Phrase("Chemin")
KIND = Phrase("nature")
STATE = Phrase("état")


def plain(text: str) -> str:
    """A label on one line, without what does not show or turns the rest round; "" stays ""."""
    spaced = BLANK.sub(" ", unicodedata.normalize("NFC", text))
    return shown(spaced).strip()


def legal(text: str) -> str:
    """An XML text without the characters that no XML may hold, nor those that turn the rest round."""
    return TURNED.sub("", ILLEGAL.sub("", text))


def said(words: Spoken | Phrase, taken: TakenMap) -> str:
    """The words in the language of the view."""
    speaker = Plain(taken.lang)
    return words.text(speaker) if isinstance(words, Spoken) else words().text(speaker)


def label_of(node: Node) -> str:
    """The name to write; its identifier for what has none."""
    return plain(node.label) or plain(node.iri)


def hidden_of(node: Node, taken: TakenMap) -> str:
    """`et 12 autres, à ouvrir sur la carte`; "" where everything is drawn."""
    return said(HIDDEN(node.hidden), taken) if node.hidden else ""


def cut_line(taken: TakenMap) -> str:
    """That a file which holds what the screen folds does not hold all of it; "" where it does."""
    mindmap = taken.mindmap
    whole = taken.whole is None or not any(node.hidden for node in mindmap.nodes)
    return "" if whole else said(CUT(len(mindmap.nodes)), taken)


def marks_of(node: Node, taken: TakenMap) -> list[str]:
    """What the drawing says of a node with a stroke: what happened to it, it is empty, planned or chosen; then
    what it counts, and where else the same thing stands."""
    words = [STATES[node.state]] if node.state in STATES else []
    words += [EMPTY] if node.empty else []
    words += [PLANNED] if node.planned else []
    words += [CHOSEN] if node.iri == taken.choice else []
    also, inside = also_under(node.also, taken.lang), inside_text(node.inside, taken.lang)
    recheck = RECHECK(taken.lang) if node.doubtful else ""
    told = [*(said(word, taken) for word in words), *node.tally, also, inside, recheck]
    return [word for word in told if word]


def date_line(taken: TakenMap) -> str:
    """The day shown, or the two days compared."""
    mindmap, lang = taken.mindmap, taken.lang
    day = mindmap.told(mindmap.day)
    if mindmap.since is None:
        return sentence(dated(day, STATE_OF, lang))
    return sentence(period(mindmap.told(mindmap.since), day, lang))


def traces_of(taken: TakenMap) -> list[str]:
    """What had ended before the day shown: `CAN, jusqu’en 2021`."""
    return [f"† {plain(it.label)}, {dated(it.end, UNTIL, taken.lang)}" for it in taken.mindmap.traces]


def updated_line(taken: TakenMap) -> str:
    """When the facts last changed; "" when nobody knows."""
    return said(UPDATED(day=day_text(taken.updated, taken.lang)), taken) if taken.updated else ""


def sentence_of(edge: MapEdge, taken: TakenMap) -> str:
    """A relation as a sentence, what happened to it after it."""
    state = STATES.get(edge.state)
    return plain(edge.text) + (f" ({said(state, taken)})" if state else "")


def lit(mindmap: MindMap) -> tuple[frozenset[str], frozenset[frozenset[str]]]:
    """The nodes of the path shown, and the two ends of each of its steps."""
    route = mindmap.route
    if route is None:
        return frozenset(), frozenset()
    return frozenset(route.nodes), frozenset(frozenset(ends) for ends in pairwise(route.nodes))
