# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sheet of a referral says besides its answers, in both languages."""

from __future__ import annotations

from graph.text.wording import Counted, Phrase, Plain, Spoken

KICKER = Phrase("Tisserand · fiche d’orientation du {day}", "Tisserand · referral sheet of {day}")
ORDER = Phrase("Qui contacter, dans cet ordre", "Whom to contact, in this order")
NOBODY = Phrase("Personne n’est encore connu pour cela.", "Nobody is known for this yet.")
FALLBACK = Phrase("Si rien ne convient", "If nothing fits")
WAY = Phrase("Comment on arrive à eux", "How one gets to them")
DATES = Phrase("Dates à noter", "Dates to note")
NOTES = Phrase("Notes et prochain rendez-vous", "Notes and next appointment")
CONTACT = Phrase("contact\u00a0:", "contact:")
SOURCES = Phrase("Sources\u00a0: {sources}.", "Sources: {sources}.")
BACK = Phrase("Retrouver ces réponses\u00a0:", "Find these answers again:")
PRIVATE = Phrase(
    "Cette fiche ne contient aucune donnée sur l’association.", "This sheet holds no data about the association."
)
MORE = Counted(
    Phrase("{count} autre réponse est à l’adresse ci-dessous.", "{count} more answer is at the address below."),
    Phrase("{count} autres réponses sont à l’adresse ci-dessous.", "{count} more answers are at the address below."),
    0,
)


def said(words: Spoken | Phrase, lang: str) -> str:
    """The words in a language."""
    speaker = Plain(lang)
    return words.text(speaker) if isinstance(words, Spoken) else words().text(speaker)


def more(count: int, lang: str) -> str:
    """How many answers have no room on the page; "" when all have."""
    return said(Counted(MORE.one, MORE.many, count), lang) if count else ""
