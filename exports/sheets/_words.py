# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the sheet of a referral says besides its answers, in both languages."""

from __future__ import annotations

from graph.text.wording import Phrase, Plain, Plural, Spoken

KICKER = Phrase("Tisserand · fiche d’orientation du {day}")
ORDER = Phrase("Qui contacter, dans cet ordre")
NOBODY = Phrase("Personne n’est encore connu pour cela.")
FALLBACK = Phrase("Si rien ne convient")
WAY = Phrase("Comment on arrive à eux")
SAY = Phrase("Voici ce que vous pourriez dire")
DATES = Phrase("Dates à noter")
NOTES = Phrase("Notes et prochain rendez-vous")
CONTACT = Phrase("contact\u00a0:")
SOURCES = Phrase("Sources\u00a0: {sources}.")
BACK = Phrase("Retrouver ces réponses\u00a0:")
PRIVATE = Phrase("Cette fiche ne contient aucune donnée sur l’association.")
MORE = Plural(
    "{count} autre réponse est à l’adresse ci-dessous.", "{count} autres réponses sont à l’adresse ci-dessous."
)


def said(words: Spoken | Phrase, lang: str) -> str:
    """The words in a language."""
    speaker = Plain(lang)
    return words.text(speaker) if isinstance(words, Spoken) else words().text(speaker)


def more(count: int, lang: str) -> str:
    """How many answers have no room on the page; "" when all have."""
    return said(MORE(count), lang) if count else ""
