# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letters around a claim: to who makes it, and to those who keep the card already."""

from __future__ import annotations

from graph.claims.claim import CardClaim
from graph.claims.store import PROVEN_WITHIN
from graph.clock import DAY
from graph.mail import Letter
from graph.mail.letters import THREE_DAYS
from graph.text.wording import Label, Phrase

KIND = "claim"
HELLO = Label("Bonjour,")
PROVE = Phrase("Votre demande pour la fiche « {name} »")
PROVE_TEXT = Phrase(
    "Quelqu’un a donné votre adresse pour tenir à jour la fiche « {name} ». C’est vous ? Ouvrez ce lien, puis appuyez "
    "sur le bouton. Il sert pendant deux jours :"
)
THEN = Label("Une personne de ce site lit ensuite votre demande, et vous répond à cette adresse.")
NOTHING = Label("Vous n’avez rien demandé ? Ne faites rien : tout est effacé dans deux jours.")
ACCEPTED = Phrase("La fiche « {name} » : c’est d’accord")
ACCEPTED_TEXT = Phrase(
    "Vous pouvez maintenant tenir à jour la fiche « {name} » : ce que vous y écrivez est en ligne aussitôt. Entrez "
    "avec cette adresse, sans mot de passe :"
)
EDIT = Label("Puis corrigez la fiche ici :")
REFUSED = Phrase("La fiche « {name} » : votre demande n’est pas acceptée")
REFUSED_TEXT = Phrase("Votre demande pour tenir à jour la fiche « {name} » n’est pas acceptée, pour cette raison :")
STILL = Label("Vous pouvez toujours proposer une correction depuis la fiche, sans compte. Votre demande est effacée.")
TOLD = Phrase("Quelqu’un demande à tenir à jour la fiche « {name} »")
TOLD_TEXT = Phrase(
    "Vous tenez à jour la fiche « {name} ». Une autre personne demande à le faire aussi. Elle se présente ainsi : "
    "« {role} ». Une personne de ce site lira sa demande."
)
IF_WRONG = Phrase("Si cela vous étonne, écrivez sans attendre à la personne qui tient ce site : {contact}")


def proving_letter(claim: CardClaim, name: str, link: str) -> Letter:
    """Asks who made a claim to prove their address."""
    said = claim.language
    text = (HELLO(said), PROVE_TEXT(name=name).plain(said), link, THEN(said), NOTHING(said))
    return _letter(claim.email, PROVE(name=name).plain(said), text, seconds=PROVEN_WITHIN * DAY)


def accepted_letter(claim: CardClaim, name: str, entrance: str, card: str) -> Letter:
    """Says that the card is theirs to keep right, where to come in and where it is."""
    said = claim.language
    text = (HELLO(said), ACCEPTED_TEXT(name=name).plain(said), entrance, EDIT(said), card)
    return _letter(claim.email, ACCEPTED(name=name).plain(said), text)


def refused_letter(claim: CardClaim, name: str, reason: str) -> Letter:
    """Says why not."""
    said = claim.language
    text = (HELLO(said), REFUSED_TEXT(name=name).plain(said), f"> {reason}", STILL(said))
    return _letter(claim.email, REFUSED(name=name).plain(said), text)


def keeper_letter(to: str, claim: CardClaim, name: str, contact: str) -> Letter:
    """Tells somebody who keeps a card that it is claimed: by what role, not by whom."""
    text = [HELLO("fr"), TOLD_TEXT(name=name, role=claim.role).plain("fr")]
    text += [IF_WRONG(contact=contact).plain("fr")] if contact else []
    return _letter(to, TOLD(name=name).plain("fr"), text)


def _letter(to: str, subject: str, text: tuple[str, ...] | list[str], seconds: int = THREE_DAYS) -> Letter:
    return Letter(to, " ".join(subject.split())[:250], "\n\n".join(text) + "\n", KIND, seconds=seconds)
