# SPDX-License-Identifier: AGPL-3.0-or-later
"""The words of a question: cut out of its text, brought to the forms in which they are compared, and told apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from graph.text.folding import fold

_TOKEN = re.compile(r"[^\s,;:.!?()«»“”\"'’/]+")
_PART = re.compile(r"[^\W_]+")
_LETTERS = re.compile(r"\w+")
_ENDING = re.compile(r"(at)?ion$|(e?ment|er|ez|ent|e+)$")
LANGUAGE = "french"
"""Whose words these are: the name of the stemmer."""
SHORTEST_PLURAL, SHORTEST_ROOT = 4, 3

ARTICLES = frozenset(_LETTERS.findall("l la le les un une des du de d ce cet cette ces"))
"""Before a name they change nothing: « un drive » is « drive », though « en visio » is not « visio »."""
BINDING = ARTICLES | frozenset(
    _LETTERS.findall("""
    a au aux avec c chez dans elle elles en entre est et il ils j je leur leurs ma mais me mes mon n ne nos notre nous
    on ou par pour qu que qui s sa se ses si son sont sur ta te tes ton tous tout toute toutes un vos votre vous y
    """)
)
"""What binds the words of a name together, and may be another word each time: « partager les / nos fichiers »."""
LITTLE_WORDS = BINDING | frozenset(
    _LETTERS.findall("""
    ai aide aider aimerais aimerait aimerions ailleurs alors appelle apres arrive arrivent arriver
    aucun aucune aussi avant avez avoir avons
    beaucoup besoin bien bonjour ca car cela celle celui ceux chacun chaque cherche cherchent chercher cherchons
    chose choses combien comme comment compte contacter contre deja depuis deux dire dit dois doit doivent donc
    donner encore etait ete etre eu eux faire fais faisons fait faites faudrait faut gens gerer ici jamais joindre
    juste lui m meme merci mettre mieux ni nouveau nouveaux nouvelle nouvelles ont parce pas perdu perdue perdus
    petit petite petites petits peu peur peut peuvent plus plusieurs pourquoi pourrait pourriez pouvez pouvoir pouvons
    prendre pres quand quel quelle quelles quelqu quelque quelques quels quitter quoi recu rien sais sait sans
    savent savoir sert servent servir signifie soit sommes souhaite souhaitent souhaitons sous suis t tenir tres
    trop trouve trouvent trouver utilise utilisent utiliser utilisons va vais vers veulent veut veux viens vient
    vont voudrais voudrait voudraient voudriez voudrions voulez vouloir voulons ya
    an and any are at can do for from get have help how i in is it leave like looking my need needs of or our the their
    them to us use using want wants we what where which with would you your
    """)
)
"""Alone they name nothing, though some are also names of communes or of things (« son »); no one misses them when the
rest is understood."""
AND = frozenset(_LETTERS.findall("et ou puis and or"))
"""What stands between two things named, rather than in one name."""
NOUNS_AFTER = {"sous": {"de", "des", "les", "nos"}, "son": {"du", "le", "un"}}
"""Little words that are also names of things, and what tells it before them: « trouver des sous », « le son »."""
PEOPLE = frozenset(_LETTERS.findall("adherent formateur licencie membre participant"))
"""For whom something is done rather than what is needed, beside another need: « une lettre pour nos adhérents »."""
COMMON_WORDS = frozenset(
    _LETTERS.findall("""
    acrobate asana asanas cagette cagettes calc calibre calibres canvas coop copilote copilotes discorde discours
    element elementary galette galettes illustrateur klaxon live mega mint mobilisons notion notions plausible
    plausibles ring safari safaris sarbacane sarbacanes scratch signal sphinx sympa team turtle window x
    """)
)
"""Names of tools that are words before they are names: a capital tells that the tool is meant."""
PLACE_WORDS = ("a", "à", "sur", "pres", "in", "at")
ABOUT_A_THING = re.compile(
    r"\b(c est (quoi|qui)|qu est ce qu[e i]|qui (est|sont)|ou (est(?! ce)|sont|se trouvent?)|que (fait|font)"
    r"|(veut|veulent) dire|signifien?t?|definition|joindre|contacter|adresse d[eu])\b"
)
"""What a question that asks about a thing says: what it is, where, how to reach it."""
ASKING = re.compile(
    r"\b(cherch\w*|voudr\w+|voul\w+|veu(t|x|lent)|aimer\w+|souhait\w*|besoin|fau(t|drait)|manqu\w+|comment|aide[rz]?"
    r"|envie|demand\w+|looking for|need\w*|would like|want\w*|how (do|can|to)|help)\b"
)
"""What a sentence of a letter says when it asks for something."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: where it lies in the text, how it was written, folded, and without the mark of number or of a verb.

    `token` is the number of the written word it belongs to: « post-it » is two words of one token.
    """

    start: int
    end: int
    said: str
    folded: str
    form: str
    root: str
    token: int
    little: bool
    """Whether it names nothing alone."""


def words_of(text: str) -> list[Word]:
    """The words of a text, elisions and hyphens apart."""
    return list(_words(text))


def _words(text: str) -> Iterator[Word]:
    before = ""
    for token, written in enumerate(_TOKEN.finditer(text)):
        for part in _PART.finditer(written[0]):
            folded, form, root = _forms(part[0])
            if folded:
                start, end = written.start() + part.start(), written.start() + part.end()
                little = folded in LITTLE_WORDS and before not in NOUNS_AFTER.get(folded, ())
                yield Word(start, end, part[0], folded, form, root, token, little)
                before = folded


@lru_cache(maxsize=16384)
def _forms(said: str) -> tuple[str, str, str]:
    """A word folded, without the mark of number, and its root."""
    folded = fold(said).replace(" ", "")
    return folded, form_of(folded), root_of(folded)


def form_of(word: str) -> str:
    """A folded word without the mark of number, nor that of the feminine of a participle."""
    if len(word) >= SHORTEST_PLURAL and word[-1] in "sx":
        word = word[:-1]
    return word[:-1] if word.endswith("ee") else word


def root_of(word: str) -> str:
    """What a folded word shares with the verb or the noun it comes from: « partage », « partager », « partagées »."""
    form = form_of(word)
    root = _ENDING.sub("", form)
    return root if len(root) >= SHORTEST_ROOT else form


def said_by(text: str, words: Iterable[Word]) -> str:
    """The part of a text from the first of these words to the last."""
    found = list(words)
    return text[found[0].start : found[-1].end]


def asks_about(text: str) -> bool:
    """Whether a question asks about a thing that it names, rather than for help."""
    return bool(ABOUT_A_THING.search(fold(text)))


def asks(text: str) -> bool:
    """Whether a sentence of a letter asks for something, rather than tells who writes."""
    return bool(ASKING.search(fold(text)))
