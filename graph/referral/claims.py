# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a sentence asks for among all that it names: the precise before the general, what is done before for whom."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from graph.model import Choice
from graph.referral.mention import Ref
from graph.referral.question_words import AND, ARTICLES, BINDING, PEOPLE, Word, said_by
from graph.referral.situation import AUDIENCE, COST, MODE, NEED, TOOL, Asked, Reading
from graph.text.folding import fold

_BREAK = re.compile(r"[,;.:!?&+]")
_OF = {"de", "du", "des", "d", "of"}
_MEANS = {"par", "via", "by"}
_POSSESSIVES = {"mon", "ma", "mes", "son", "sa", "ses", "notre", "nos", "votre", "vos", "leur", "leurs", "our", "their"}
_REFUSED = re.compile(
    r"\bne? (?:\w+ )?(?:veu|voul|cherch|demand|souhait|attend|est|sont|agit)\w* (?:pas|plus|point)(?: \w{1,4}){0,2}$"
    r"|^(?:(?:et|mais|ou|surtout|non) )*pas (?:de|d|du|des|un|une)$"
)
"""What stands before what is not asked for: « nous ne demandons pas une formation », « pas de visio »; « nous n’avons
pas de site » asks for one."""
_INFINITIVE = re.compile(r"\w{2,}(er|ir|re)$")
_WHO = re.compile(r"\b(?:je suis|on est|nous sommes|i am|we are)(?: (?:un|une|des|a|an))?$")
"""What stands before what one is, beside what one needs."""
FREE = "free"
WHERE = "où"
"""A word that is « ou » without its accent."""


@dataclass(frozen=True)
class WordClaim:
    """Something named at some places of a sentence; `choice` is the concept, None for what is none.

    `also` is what the same words, or some of them, name besides: « bénévoles » says for whom, or what to organise.
    """

    kind: str
    iri: str
    label: str
    places: tuple[int, ...]
    choice: Choice | None = None
    also: tuple[WordClaim, ...] = ()
    sure: bool = True
    others: tuple[Ref, ...] = ()
    """What may be meant instead."""

    @classmethod
    def of(cls, kind: str, choice: Choice, places: tuple[int, ...], also: tuple[WordClaim, ...] = ()) -> WordClaim:
        """A claim of a choice."""
        return cls(kind, choice.iri, choice.label.fr, places, choice, also)

    def reading(self, text: str, words: Sequence[Word]) -> Reading:
        """What is read, with the words it was read in."""
        asked = Asked(self.iri, self.label, said_by(text, [words[place] for place in self.places]))
        return Reading(self.kind, asked, sure=self.sure, others=self.others)

    def named_as(self, kind: str) -> WordClaim | None:
        """What the same words name besides, of a kind."""
        return next((other for other in self.also if other.kind == kind), None)


def chosen(text: str, words: Sequence[Word], claims: Iterable[WordClaim]) -> list[WordClaim]:
    """The claims that are asked for; those which are not are left out."""
    return _Choice(text, words, list(claims)).made()


def clause_of(text: str, words: Sequence[Word], place: int) -> int:
    """The number of the part of the sentence, between commas or « et », where a word is."""
    breaks = len(_BREAK.findall(text[: words[place].start]))
    return breaks + joined_of(text, words, place)


def joined_of(text: str, words: Sequence[Word], place: int) -> int:
    """The number of the part of the sentence, between « et », « puis » or « : », where a word is."""
    joined = sum(word.folded in AND and word.said.casefold() != WHERE for word in words[:place])
    return joined + text[: words[place].start].count(":")


def refused(text: str, start: int) -> bool:
    """Whether what stands at this place of a text is what its part does not ask for."""
    return bool(_REFUSED.search(fold(_BREAK.split(text[:start])[-1])))


@dataclass(frozen=True)
class _Choice:
    text: str
    words: Sequence[Word]
    claims: list[WordClaim]

    def made(self) -> list[WordClaim]:
        people = [claim for claim in self._of(NEED) if self._is_who(claim)]
        needs = self._needs(people)
        used = {place for need in needs for place in need.places}
        whom = [claim.named_as(AUDIENCE) for claim in people if not used.issuperset(claim.places)]
        audiences = [*self._of(AUDIENCE), *(claim for claim in whom if claim)]
        free = [claim for claim in self._of(COST) if claim.choice and claim.choice.slug == FREE]
        asked = [self._with_its_verb(claim) for claim in (*needs, *self._of(TOOL))]
        return [*asked, *audiences, *self._of(MODE)[:1], *free]

    def _of(self, kind: str) -> list[WordClaim]:
        return [claim for claim in self.claims if claim.kind == kind]

    def _needs(self, people: list[WordClaim]) -> list[WordClaim]:
        """The precise needs; without any, the great subjects; without a tool either, those whom it is about."""
        needs = [claim for claim in self._of(NEED) if claim not in people and not self._is_refused(claim)]
        general = [claim for claim in needs if self._is_general(claim)]
        precise = [claim for claim in needs if claim not in general]
        if precise:
            busy = {self._clause(claim) for claim in precise}
            apart = [claim for claim in general if self._clause(claim) not in busy and not self._is_means(claim)]
            return self._without_complements([*precise, *apart])
        if general or self._of(TOOL):
            return self._without_complements(general)
        return self._without_complements(people)

    def _is_who(self, claim: WordClaim) -> bool:
        """Whether it says for whom: one word or phrase that is also the name of an audience."""
        named = claim.named_as(AUDIENCE)
        alone = len(claim.places) == 1 and self.words[claim.places[0]].form in PEOPLE
        alone = alone or bool(_WHO.search(fold(self.text[: self.words[claim.places[0]].start])))
        return alone or (named is not None and named.places == claim.places)

    def _is_general(self, claim: WordClaim) -> bool:
        """Whether a precise need beside it says better: a great subject in one word, a way of doing, little words,
        or the wider of two needs of one clause (« nos mails arrivent en spam »)."""
        said = [self.words[place] for place in claim.places]
        great = claim.choice is not None and not claim.choice.broader and len(said) == 1
        return great or all(word.little for word in said) or self._is_means(claim) or self._is_wider(claim)

    def _is_wider(self, claim: WordClaim) -> bool:
        others = (other.choice for other in self._of(NEED) if self._clause(other) == self._clause(claim))
        return any(other is not None and claim.iri in other.broader for other in others)

    def _is_means(self, claim: WordClaim) -> bool:
        """« par courriel » says how, not what."""
        return claim.places[0] > 0 and self.words[claim.places[0] - 1].folded in _MEANS

    def _is_refused(self, claim: WordClaim) -> bool:
        return any(refused(self.text, self.words[place].start) for place in (claim.places[0], claim.places[-1]))

    def _clause(self, claim: WordClaim) -> int:
        return clause_of(self.text, self.words, claim.places[0])

    def _without_complements(self, needs: list[WordClaim]) -> list[WordClaim]:
        """The needs but for those that complete the one before: in « les reçus des dons », receipts are asked for."""
        kept: list[WordClaim] = []
        for claim in sorted(needs, key=lambda one: one.places):
            if kept and self._completes(claim, kept[-1]):
                kept[-1] = replace(kept[-1], places=(*kept[-1].places, *claim.places))
            else:
                kept.append(claim)
        return kept

    def _completes(self, claim: WordClaim, head: WordClaim) -> bool:
        """Whether only « de », « du », « de notre » … stand between."""
        between = [word.folded for word in self.words[head.places[-1] + 1 : claim.places[0]]]
        return bool(between) and between[0] in _OF and set(between[1:]) <= ARTICLES | _POSSESSIVES

    def _with_its_verb(self, claim: WordClaim) -> WordClaim:
        """The claim with the verb that it is the object of: « dessiner le flyer » is read as a whole."""
        place = claim.places[0] - 1
        while place >= 0 and self.words[place].folded in BINDING:
            place -= 1
        free = place >= 0 and all(place not in other.places for other in self.claims)
        if not free or self.words[place].little or not _INFINITIVE.search(self.words[place].folded):
            return claim
        return replace(claim, places=(place, *claim.places))
