# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the pages between professionals say: the steps of their ladder, what is asked, how many know it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.expertise import AskableColleagues, is_competence, is_exact
from graph.readings.referral.answers import BESIDE, CLOSING
from graph.text.sentences import first_sentence
from graph.text.wording import Phrase
from web.app.language import plural, told, translate

if TYPE_CHECKING:
    from graph.entity import Reader
    from graph.referral.situation import Situation

# The words of the page for associations, said to a colleague.
SAID = {
    "direct": (
        Phrase("Qui connaît le sujet, ou y répond"),
        Phrase("Le niveau, l’accord et la façon dont on le sait comptent dans l’ordre."),
    ),
    "indirect": (
        Phrase("Par un réseau"),
        Phrase("Des collègues les connaissent : demandez-leur de faire le lien."),
    ),
    BESIDE: (
        Phrase("Pour l’outil seulement"),
        Phrase("Ils connaissent l’outil cité, pas le reste de ce qui est demandé."),
    ),
    CLOSING: (
        Phrase("Fermeture annoncée"),
        Phrase("À éviter pour commencer."),
    ),
    "entry-point": (
        Phrase("À qui s’adresser d’abord"),
        Phrase("Si rien ne convient : leur rôle est d’accueillir, puis d’orienter."),
    ),
    "nearby": (Phrase("Ailleurs"), Phrase("Plus loin, mais cela existe.")),
    "animator": (
        Phrase("Qui anime le réseau"),
        Phrase("À défaut d’une adresse, ceux qui relient les autres."),
    ),
}
NO_LEVEL = Phrase("niveau non renseigné")
ASKED, NOT_ASKED = Phrase("accepte les questions"), Phrase("n’a pas dit si les questions sont acceptées")


def heading(situation: Situation, full: Reader) -> str:
    """What is asked, as a title."""
    asked = [item.ref for item in situation.tools] + [item.ref for item in situation.needs]
    names = [full.label(item.iri) for item in asked]
    return told("À qui demander : {subject}", subject=", ".join(names) or first_sentence(situation.question))


def nobody_knows(found: AskableColleagues) -> bool:
    """Whether no competence is about the very subject."""
    return not any(is_exact(result) and is_competence(result) for result in found.known)


def summary(found: AskableColleagues, told: int) -> str:
    """How many know the very subject, `told` of them by their own word; that nobody does is said first."""
    exact = told + sum(1 for result in found.known if is_exact(result) and is_competence(result))
    if exact:
        return plural(
            "{n} compétence porte exactement sur ce sujet.",
            "{n} compétences portent exactement sur ce sujet.",
            exact,
        ).format(n=exact)
    if found.known:
        return translate("Aucune compétence ne porte sur ce sujet même. Voici qui en est le plus proche.")
    if found.referral.results:
        return translate("Personne n’a encore dit connaître ce sujet. Voici par qui commencer.")
    return translate("Personne n’a encore dit connaître ce sujet.")
