# SPDX-License-Identifier: AGPL-3.0-or-later
"""Why free software, as two pages to give to an association."""

from __future__ import annotations

from collections.abc import Iterator

from segno import make_qr

from exports.handouts import Handout, HandoutPage, HandoutSection, HandoutTable, Note
from exports.maps import Fonts
from graph.arguments import Argument
from graph.entity import Reader
from graph.readings.nearby import Neighbour
from graph.readings.tools import WayOut
from graph.readings.why_free import ToRead, WhyFree
from graph.text.addresses import short_address
from graph.text.punctuation import colon, quoted
from web.app.addresses import in_room, whole
from web.app.filters import french
from web.app.fonts import printed_font
from web.app.language import language, translate
from web.app.pages import href, last_change

SHARES = (0.24, 0.2, 0.34, 0.22)
READINGS, INSTEAD = 4, 2
SPARE_READINGS, SPARE_POINTS = 2, 1


def handout(reader: Reader, page: WhyFree, address: str) -> Handout:
    """The page as a handout: why and how, then tools, people, questions and what to read."""
    changed = last_change()
    return Handout(
        title=_set(translate("Pourquoi le libre ?")),
        lead=_set(lead()),
        kicker=_set(translate("Pour une association qui se pose la question")),
        address=address,
        invitation=_set(f"{translate('La page à jour, avec les liens')}{colon(language())} {address}"),
        foot=_set(_foot(page)),
        lang=reader.lang,
        pages=(HandoutPage(tuple(_meaning(page))), HandoutPage(tuple(_doing(page)))),
        code=tuple(tuple(row) for row in make_qr(in_room(address), error="l").matrix),
        updated=changed.date() if changed else None,
        fonts=Fonts(printed_font(400), printed_font(600)),
    )


def lead() -> str:
    """The first sentence of the page and of the handout."""
    return translate(
        "Rien n’oblige à tout changer : on peut commencer petit, à plusieurs, et choisir en connaissance de cause."
    )


def _foot(page: WhyFree) -> str:
    said = ", ".join(item.label for item in page.said_by)
    return f"{translate('D’après')}{colon(language())} {said}" if said else ""


def _meaning(page: WhyFree) -> Iterator[HandoutSection]:
    """What it means: why, how, and the questions that people ask."""
    for slug, columns in (("why", 2), ("how", 2), ("questions", 1)):
        part = page.part(slug)
        if part:
            notes = tuple(_note(argument, heard=slug != "questions") for argument in part.arguments)
            yield HandoutSection(_set(part.title(language())), notes=notes, columns=columns, spare=SPARE_POINTS)


def _doing(page: WhyFree) -> Iterator[HandoutSection]:
    """What to do: which tools, with whom, what to read."""
    tools, near = page.part("first-tools"), page.part("nearby")
    if page.tools:
        title = tools.title(language()) if tools else translate("Par quels outils commencer ?")
        yield HandoutSection(_set(title), table=_table(page))
    helpers = tuple(map(_helper, page.helpers()))
    lines = (_set(translate("Votre contact, votre rendez-vous :")), "")
    yield HandoutSection(
        _set(near.title(language()) if near else translate("Avec qui, près d’ici ?")), notes=helpers, lines=lines
    )
    ready = [item for item in page.readings if item.state is None][:READINGS]
    if ready:
        yield HandoutSection(_set(translate("À lire, à voir")), notes=tuple(map(_reading, ready)), spare=SPARE_READINGS)


def _note(argument: Argument, *, heard: bool) -> Note:
    """The title is a question or a statement; what it answers is said after it, where it is `heard`."""
    lang = language()
    title, objection = argument.title(lang), argument.objection(lang)
    stop = "" if title.endswith(("?", "!", ".")) else "."
    aside = quoted(objection, lang) if heard and objection else ""
    return Note(_set(title + stop), _set(argument.text(lang)), _set(aside))


def _table(page: WhyFree) -> HandoutTable:
    heads = (
        translate("Vous utilisez"),
        translate("Un outil libre"),
        translate("Premier petit pas"),
        translate("Où le trouver"),
    )
    rows = tuple(
        (
            _set(", ".join(item.label for item in row.instead_of[:INSTEAD])),
            _set(row.tool.title.label),
            _set(row.tool.first_step),
            _set(_where(row.tool)),
        )
        for row in page.tools
    )
    return HandoutTable(tuple(map(_set, heads)), rows, SHARES)


def _where(tool: WayOut) -> str:
    """Who hosts it, else where it is had to be installed."""
    if tool.hosts:
        return tool.hosts[0].label
    address = tool.installed_from
    return f"{translate('à installer :')} {short_address(address)}" if address else translate("pas d’hébergeur connu")


def _helper(item: Neighbour) -> Note:
    contact = item.contact.text if item.contact else translate("contact non renseigné")
    said = " – ".join(text.rstrip(".") for text in (item.title or item.what, item.warning, contact) if text)
    return Note(_set(item.actor.label), _set(f"{said}."), link=whole(href(item.actor)))


def _reading(item: ToRead) -> Note:
    return Note(_set(item.title.label), _set(item.text), f"({item.kind})" if item.kind else "", item.address)


def _set(text: str) -> str:
    """French texts with their typography."""
    return french(text)
