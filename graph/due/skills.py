# SPDX-License-Identifier: AGPL-3.0-or-later
"""Between colleagues: « toujours vrai ? » a month before, a word after a week without an answer, and what is erased."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from graph.due._types import DueJob, Occasion, counted, erased
from graph.namespaces import VOCABULARY
from graph.skills.hands import Hands
from graph.skills.letters import LetterFacts, reminder_letter, unanswered_letter
from graph.skills.links import SKILL, SkillLinks
from graph.skills.store import Skills

BEFORE = 30
"""Days before the one until which something holds: whoever said it is then asked whether it still does."""
COMPETENCE, HAND = "competence", "coup-de-main"
REMINDED = (
    "{count} personne est priée de dire si elle connaît toujours un sujet.",
    "{count} personnes sont priées de dire si elles connaissent toujours un sujet.",
)
WOULD_REMIND = (
    "{count} personne serait priée de dire si elle connaît toujours un sujet.",
    "{count} personnes seraient priées de dire si elles connaissent toujours un sujet.",
)
NUDGED = (
    "{count} demande entre collègues reste sans réponse : qui l’a faite en est averti par courriel.",
    "{count} demandes entre collègues restent sans réponse : qui les a faites en est averti par courriel.",
)
WOULD_NUDGE = (
    "{count} demande entre collègues reste sans réponse : un courriel en avertirait qui l’a faite.",
    "{count} demandes entre collègues restent sans réponse : un courriel en avertirait qui les a faites.",
)
DONE = "{count} demande entre collègues est effacée.", "{count} demandes entre collègues sont effacées."
WOULD = "{count} demande entre collègues serait effacée.", "{count} demandes entre collègues seraient effacées."


def _work(occasion: Occasion) -> Iterator[str]:
    settings, dry = occasion.settings, occasion.dry_run
    with closing(Skills(settings.database_url)) as skills:
        yield from counted(_remind(occasion, skills), WOULD_REMIND if dry else REMINDED)
    with closing(Hands(settings.database_url, settings.secret_key)) as hands:
        yield from counted(_nudge(occasion, hands), WOULD_NUDGE if dry else NUDGED)
        yield from erased(hands, occasion, DONE, WOULD)


def _remind(occasion: Occasion, skills: Skills) -> int:
    """One letter for each thing that ends soon: how many leave. What is noted first is not sent twice."""
    found = skills.to_remind(occasion.today, BEFORE)
    links = SkillLinks(occasion.settings.secret_key)
    for one, to in found if not occasion.dry_run else ():
        if skills.remind(one.number):
            secret = links.secret(one.number, SKILL, str(one.declared))
            told = _about(occasion, one.told.subject, f"{COMPETENCE}/{secret}")
            occasion.outbox.queue(reminder_letter(to, told, one.told.until))
    return len(found)


def _nudge(occasion: Occasion, hands: Hands) -> int:
    """One letter to whoever waits for an answer since a week."""
    found = hands.to_nudge(occasion.now)
    for one, to in found if not occasion.dry_run else ():
        if hands.nudge(one.number) and to:
            occasion.outbox.queue(unanswered_letter(to, _about(occasion, one.subject, f"{HAND}/{one.secret}")))
    return len(found)


def _about(occasion: Occasion, subject: str, page: str) -> LetterFacts:
    base, full = occasion.settings.base_url, occasion.full()
    own = f"{full.base}/id/{subject}"
    label = full.label(own if full.types(own) else f"{VOCABULARY}{subject}")
    return LetterFacts(label, f"{base}/{page}", base)


job = DueJob("skills", 105, _work)
