# SPDX-License-Identifier: AGPL-3.0-or-later
"""The letter that says that contributions wait."""

from __future__ import annotations

from graph.contributions.lateness import LateQueue
from graph.mail.letters import Letter
from graph.text.wording import day_text

KIND = "queue"
SUBJECT = "Des contributions attendent d’être relues"
ONE = "Sur {site}, une contribution attend d’être relue depuis le {day}, il y a {days} jours."
MANY = (
    "Sur {site}, {count} contributions attendent d’être relues. La plus ancienne attend depuis le {day}, il y a "
    "{days} jours."
)
OWN = "Ce sont celles de votre réseau ou de votre territoire, que vous pouvez relire."
TEXT = """Bonjour,

{what}

Pour les relire :
{site}/entre-professionnels/contributions

Tant que personne ne les a relues, rien n’en paraît.

Ce message part une fois par semaine au plus, tant que l’une d’elles attend depuis plus de sept jours.
"""


def queue_letter(to: str, found: LateQueue, site: str, *, everywhere: bool) -> Letter:
    """What is mailed to somebody who moderates, everywhere or in one place; `site` is the address of the site."""
    told = (ONE if found.count == 1 else MANY).format(
        site=site, count=found.count, day=day_text(found.since, "fr"), days=found.days
    )
    what = told if everywhere else f"{told} {OWN}"
    return Letter(to, SUBJECT, TEXT.format(what=what, site=site), KIND)
