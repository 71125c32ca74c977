# SPDX-License-Identifier: AGPL-3.0-or-later
"""« Toujours exact ? »: whoever keeps a card is asked once a year, reminded twice; then the card says so."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from graph.due._types import DueJob, Occasion, counted
from graph.entity import Reader
from graph.keepers.confirming import note_silence
from graph.keepers.letters import AskedCard, yearly_letter
from graph.keepers.store import Keeper, Keepers, Secrets
from graph.keepers.turns import begins, due_letters, silent_since
from graph.namespaces import TIS
from graph.readings.kept_card import KeptCard, kept_card, plain_lines
from graph.storage.merging import kept_instead

LANG = "fr"
WOULD = "Partirait, « toujours exact ? » : {cards}."
DONE = (
    "{count} courriel « toujours exact ? » est écrit.", "{count} courriels « toujours exact ? » sont écrits.",
)  # fmt: skip
SILENT = "Sans réponse après deux rappels : {card}."
WOULD_BE_SILENT = "Serait dite sans réponse : {card}."


class _Asking:
    """One round: the facts are read once, when something is due."""

    def __init__(self, occasion: Occasion, kept: Keepers) -> None:
        self._occasion, self._kept = occasion, kept
        self._reader = self._reading(LANG)

    def _reading(self, lang: str) -> Reader:
        return Reader(self._occasion.public(), self._occasion.repository().model, lang)

    def card(self, path: str, reader: Reader | None = None) -> KeptCard | None:
        """A card that somebody can still answer for."""
        found = kept_card(reader or self._reader, path)
        return found if found and found.confirmable else None

    def follow_merged(self, keepers: tuple[Keeper, ...]) -> None:
        """Has those whose card is read as another keep that one."""
        data = self._reader.dataset
        for path in {one.card for one in keepers}:
            instead = kept_instead(data, f"{data.base}/id/{path}")
            if instead:
                self._kept.rename(path, instead.removeprefix(f"{data.base}/id/"))

    def ask(self, asked: tuple[Keeper, ...]) -> bool:
        """Writes one letter; whether no other process had."""
        now, outbox, lang = self._occasion.now, self._occasion.outbox, asked[-1].language
        return self._kept.note_letter(
            asked,
            lambda one: begins(one, now),
            lambda connection, made: outbox.put(
                connection, yearly_letter(asked[0].email, list(self._told(asked, made, lang)), lang), now
            ),
        )

    def _told(self, asked: tuple[Keeper, ...], made: Secrets, lang: str) -> Iterator[AskedCard]:
        reader = self._reading(lang)
        start = f"{self._occasion.settings.base_url}/toujours-exact/"
        for one in asked:
            card = self.card(one.card, reader)
            if card is not None:
                lines = plain_lines(reader, card)
                reminder = not begins(one, self._occasion.now)
                yield AskedCard(card.mention.label, lines, start + made[one.card], reminder)

    def silent(self, path: str) -> str:
        """The IRI of a card of which it is not said yet that nobody answers, "" for others."""
        card = self.card(path)
        known = card and self._reader.dataset.day(card.iri, TIS.unansweredSince)
        return card.iri if card and not known else ""


def _work(occasion: Occasion) -> Iterator[str]:
    with closing(Keepers(occasion.settings.database_url, lambda: occasion.now)) as kept:
        if not occasion.dry_run:
            kept.forget()
        keepers = kept.all()
        if due_letters(keepers, occasion.now) or silent_since(keepers, occasion.now):
            yield from _round(_Asking(occasion, kept), kept, occasion)


def _round(asking: _Asking, kept: Keepers, occasion: Occasion) -> Iterator[str]:
    if not occasion.dry_run:
        asking.follow_merged(kept.all())
    keepers = tuple(one for one in kept.all() if asking.card(one.card))
    letters = due_letters(keepers, occasion.now)
    if occasion.dry_run:
        yield from (WOULD.format(cards=", ".join(one.card for one in asked)) for asked in letters)
    else:
        yield from counted(sum(map(asking.ask, letters)), DONE)
    for path, since in sorted(silent_since(keepers, occasion.now).items()):
        iri = asking.silent(path)
        if iri and (occasion.dry_run or note_silence(occasion.repository(), iri, since)):
            yield (WOULD_BE_SILENT if occasion.dry_run else SILENT).format(card=path)


job = DueJob("still-exact", 150, _work)
