# SPDX-License-Identifier: AGPL-3.0-or-later
"""What in a text may be somebody's own: a pocket telephone, a private mailbox, a name. It is asked, never refused.

So is a name by which nothing may be called.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from graph.forms.form import Doubt
from graph.model import Field
from graph.namespaces import SCHEMA
from graph.text.cells import is_formula
from graph.text.personal import MOBILE, NAMES
from graph.text.strange_names import is_strange
from graph.text.wording import Phrase

# Mailboxes that anybody may have: one of an organisation may be there too, which is why it is asked.
_HOSTS = (
    r"(?:gmail|googlemail|hotmail|outlook|live|msn|yahoo|ymail|orange|wanadoo|free|sfr|neuf|laposte|bbox|icloud|me|gmx|"
    r"protonmail|proton|numericable|aol|tutanota)"
)
PRIVATE_MAIL = re.compile(rf"[^\s@,;:<>()«»]+@{_HOSTS}\.[a-z]{{2,4}}\b", re.IGNORECASE)
ANY_MAIL = re.compile(r"[^\s@,;:<>()«»]+@[^\s@,;:<>()«»]+\.[a-z]{2,24}\b", re.IGNORECASE)
NUMBER = Phrase("« {found} » ressemble au numéro d’une personne. La fiche sera publique : que faut-il en faire ?")
MAIL = Phrase("« {found} » ressemble à l’adresse d’une personne. La fiche sera publique : que faut-il en faire ?")
NAME = Phrase("« {found} » ressemble au nom d’une personne. La fiche sera publique : que faut-il en faire ?")
STRANGE = Phrase("« {found} » : est-ce bien son nom ? On n’y lit aucun mot.")
FORMULA = Phrase("« {found} » ressemble à une formule de tableur : est-ce bien son nom ?")
MOST = 5


def doubts(field: Field, texts: Collection[str]) -> Iterator[Doubt]:
    """What is to be asked about texts typed in a field, five things at most; nothing where none can be personal."""
    if not field.asked.personal:
        return
    mails = PRIVATE_MAIL if field.path == SCHEMA.email else ANY_MAIL
    seen: set[str] = set()
    for text in texts:
        for pattern, question in ((MOBILE, NUMBER), (mails, MAIL), (NAMES, NAME)):
            for match in pattern.finditer(text):
                found = match[0].strip()
                if found not in seen and len(seen) < MOST:
                    seen.add(found)
                    yield Doubt(found, question(found=found))


def doubted_names(texts: Iterable[str]) -> Iterator[Doubt]:
    """What is to be asked about texts by which something is to be called."""
    for text in texts:
        if is_strange(text):
            yield Doubt(text, (FORMULA if is_formula(text) else STRANGE)(found=text), is_name=True)


def without(text: str, found: str) -> str:
    """A text without what was asked about; its lines stay."""
    return "\n".join(" ".join(line.split()) for line in text.replace(found, " ").splitlines()).strip()
