# SPDX-License-Identifier: AGPL-3.0-or-later
"""The answers as a text to paste, and as the draft of an e-mail."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from graph.readings.referral.by_need import lines_of, ways_of
from graph.text.punctuation import colon, quoted
from web.app.filters import french
from web.app.language import language, told, translate
from web.site.referral.words import sheet_title

if TYPE_CHECKING:
    from graph.readings.referral.desk import AskedAnswer
    from graph.readings.referral.telling import Telling
    from web.site.referral.request import Answered

LONGEST_DRAFT = 1_900  # characters of a mailto address: some mail programs cut what is longer than 2,000


@dataclass(frozen=True)
class _Letter:
    """The lines of a mail, said once: how it begins, each group under its title, how it ends."""

    opening: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    closing: str
    count: int

    def text(self, most: int) -> str:
        """The mail with the first answers, under the titles that say what they are, and how many are left out."""
        lines, room = [*self.opening], most
        for title, answers in self.groups:
            if room > 0:
                lines += ["", title, *answers[:room]]
            room -= len(answers)
        left = self.count - most
        if left:
            lines += [""] * (not most)
            lines.append(translate("Et d’autres réponses ({count}), à l’adresse ci-dessous.").format(count=left))
        return _set([*lines, "", self.closing])


def draft(found: Answered) -> str:
    """A `mailto:` address with subject and text: as many answers as mail programs take, and always the link."""
    return texts(found)[1]


def texts(found: Answered) -> tuple[str, str]:
    """Both, from one letter."""
    letter = _letter(found)
    return letter.text(letter.count), _draft(found, letter)


def _draft(found: Answered, letter: _Letter) -> str:
    subject = _set([f"{translate('Orientation')}{colon(language())} {sheet_title(found.reading.request)}"])
    for most in range(letter.count, -1, -1):
        address = f"mailto:?subject={_quoted(subject)}&body={_quoted(letter.text(most))}"
        if len(address) <= LONGEST_DRAFT:
            return address
    alone = f"mailto:?subject={_quoted(subject[:60])}"
    linked = f"{alone}&body={_quoted(found.address)}"
    return linked if len(linked) <= LONGEST_DRAFT else alone


def mail_text(telling: Telling) -> str:
    """What to write to one of those to call, to be copied: a line a sentence, an empty one between paragraphs."""
    return _set("\n\n".join("\n".join(sentences) for sentences in telling.written).split("\n"))


def mail_address(telling: Telling) -> str:
    """A `mailto:` address with all of it; without the questions where mail programs would cut it."""
    to = quote(telling.email.text, safe="@") if telling.email else ""
    subject = f"mailto:{to}?subject={_quoted(_set([telling.subject]))}"
    shorter = replace(telling, written=(*telling.written[:2], telling.written[-1]))
    drafts = (f"{subject}&body={_quoted(mail_text(one))}" for one in (telling, shorter))
    return next((draft for draft in drafts if len(draft) <= LONGEST_DRAFT), subject)


def _letter(found: Answered) -> _Letter:
    lang, reading = language(), found.reading
    after, head = colon(lang), found.head
    opening = (
        translate("Bonjour,"),
        head.title + after,
        *(text for text in (head.guess, *head.gaps, head.lead, *head.more) if text),
    )
    groups = [(_title(part, lang), tuple(_lines(part))) for part in reading.desk.parts]
    if reading.desk.welcomes:
        groups.append((f"{translate('À qui s’adresser d’abord')}{after}", tuple(ways_of(reading.desk.welcomes))))
    return _Letter(
        opening,
        tuple(groups),
        f"{translate('Réponses du')} {reading.day.text}{after} {found.address}",
        sum(len(lines) for _, lines in groups),
    )


def _title(part: AskedAnswer, lang: str) -> str:
    need = quoted(part.asked.label, lang)
    return (need if part.sure else told("Si nous avons bien compris : {title}", title=need)) + colon(lang)


def _lines(part: AskedAnswer) -> Iterator[str]:
    """Who does it, in order; who may, or leads on; tools, apart; what nobody does."""
    if part.gap:
        yield translate("Personne n’est connu ici pour cela.")
    yield from lines_of(part)
    if part.silent:
        names = ", ".join(dict.fromkeys(caller.actor.label for caller in part.silent))
        yield told("Connus, mais sans contact : {names}.", names=names)
    if part.tools:
        yield told("Outils, à part : {names}", names=", ".join(tool.tool.label for tool in part.tools))


def _set(lines: Iterable[str]) -> str:
    """The lines with the spaces of French typography, where the page is in French."""
    return "\n".join(map(french, lines) if language() == "fr" else lines)


def _quoted(text: str) -> str:
    """As RFC 6068 wants it: lines end with CRLF, everything that is not a plain letter is escaped."""
    return quote(text.replace("\n", "\r\n"), safe="")
