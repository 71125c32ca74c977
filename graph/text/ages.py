# SPDX-License-Identifier: AGPL-3.0-or-later
"""How long ago a day is, in months and in words."""

from __future__ import annotations

from datetime import date

from graph.text.days import YEAR, bound, months_between, precision
from graph.text.wording import Label, Plain, Plural, day_text, month_text

COMING, TODAY = Label("à venir"), Label("aujourd’hui")
DAYS = Plural("il y a {count} jour", "il y a {count} jours")
WEEKS = Plural("il y a {count} semaine", "il y a {count} semaines")
MONTHS = Plural("il y a {count} mois", "il y a {count} mois")
YEARS = Plural("il y a {count} an", "il y a {count} ans")
FORTNIGHT, TWO_YEARS = 14, 24


def age_text(day: date, today: date, lang: str) -> str:
    """`il y a 4 mois`, in the largest unit that is true."""
    days, months = (today - day).days, months_between(day, today)
    if days < 0:
        return COMING(lang)
    if days == 0:
        return TODAY(lang)
    if days < FORTNIGHT:
        return _counted(DAYS, days, lang)
    if months < 1:
        return _counted(WEEKS, days // 7, lang)
    return _counted(MONTHS, months, lang) if months < TWO_YEARS else _counted(YEARS, months // 12, lang)


def month_or_year(day: date, lang: str) -> str:
    """`février 2021`, or the year alone where no more is known."""
    if bound(day):
        return day_text(day, lang)
    return str(day.year) if precision(day) == YEAR else month_text(day.year, day.month, lang)


def _counted(plural: Plural, count: int, lang: str) -> str:
    return plural(count).text(Plain(lang))
