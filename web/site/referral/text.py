# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answers as a text to paste, and as the draft of an e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from graph.text.punctuation import colon, quoted
from web.app.filters import french
from web.app.language import language, translate
from web.site.referral.words import asked_names, sheet_title

if TYPE_CHECKING:
    from graph.readings.referral.cards import AnswerCard
    from graph.readings.referral.understanding import RequestReading
    from web.site.referral.request import Answered

LONGEST_DRAFT = 1_900  # characters of a mailto address: some mail programs cut what is longer than 2,000


def plain_text(found: Answered) -> str:
    """The answers as a text to paste in a mail."""
    lines = [*_opening(found.reading.request), *_groups(found, found.reading.count)]
    return _set([*lines, "", _closing(found)])


def draft(found: Answered) -> str:
    """A `mailto:` address with subject and text: as many answers as mail programs take, and always the link."""
    subject = _set([f"{translate('Orientation')}{colon(language())} {sheet_title(found.reading.request)}"])
    for kept in range(found.reading.count, -1, -1):
        address = f"mailto:?subject={_quoted(subject)}&body={_quoted(_body(found, kept))}"
        if len(address) <= LONGEST_DRAFT:
            return address
    alone = f"mailto:?subject={_quoted(subject[:60])}"
    linked = f"{alone}&body={_quoted(found.address)}"
    return linked if len(linked) <= LONGEST_DRAFT else alone


def _groups(found: Answered, kept: int) -> Iterator[str]:
    """The first answers, under the titles that say what they are: an answer beside the need is no answer to it."""
    for group in found.reading.groups:
        if kept > 0:
            yield from ("", f"{group.title}{colon(language())}", *map(_line, group.answers[:kept]))
        kept -= len(group.answers)


def _body(found: Answered, kept: int) -> str:
    lines = [*_opening(found.reading.request), *_groups(found, kept)]
    left = found.reading.count - kept
    if left:
        lines += [""] * (not kept)
        lines.append(translate("Et d’autres réponses ({count}), à l’adresse ci-dessous.").replace("{count}", str(left)))
    return _set([*lines, "", _closing(found)])


def _opening(request: RequestReading) -> Iterator[str]:
    asked = ", ".join(quoted(name, language()) for name in asked_names(request)) or request.question
    about = ", ".join(text for text in (asked, request.place.label if request.place else "") if text)
    yield translate("Bonjour,")
    yield f"{translate('Pour')} {about}{colon(language())}" if about else translate("Voici à qui demander :")


def _line(answer: AnswerCard) -> str:
    who = f", {answer.actor.label}" if answer.actor.label != answer.title else ""
    reach = f" – {answer.contact.text}" if answer.contact else ""
    warning = f" – {answer.warning}" if answer.warning else ""
    return f"{answer.rank}. {answer.title}{who}{reach} ({answer.state.text}){warning}"


def _closing(found: Answered) -> str:
    return f"{translate('Réponses du')} {found.reading.day.text}{colon(language())} {found.address}"


def _set(lines: Iterable[str]) -> str:
    """The lines with the spaces of French typography, where the page is in French."""
    return "\n".join(french(line) if language() == "fr" else line for line in lines)


def _quoted(text: str) -> str:
    """As RFC 6068 wants it: lines end with CRLF, everything that is not a plain letter is escaped."""
    return quote(text.replace("\n", "\r\n"), safe="")
