# SPDX-License-Identifier: AGPL-3.0-or-later
"""The names of the parameters of a request: what is asked, many values or one, and what is looked at."""

from __future__ import annotations

from flask import request

from graph.readings.referral.refining import ACCESS, COST, HOW, LANGUAGE, SORT

MANY = ("besoin", "outil", "public")
ONE = ("commune", "question", "mode", "date", "gratuit", "professionnel")
# What is looked at, not what is asked: left out of the address that is given to others.
REFINED = {"cout": COST, "comment": HOW, "sorte": SORT, "langue": LANGUAGE, "acces": ACCESS}
VIEW = ("pourquoi", "comparer", "pas", "saisie", "suite", "rayon", *REFINED)
NAMES = (*MANY, *ONE, *VIEW)


def kept_of() -> dict[str, list[str]]:
    """The parameters of the request that are not empty."""
    return {name: values for name in (*MANY, *ONE) if (values := list(filter(str.strip, request.args.getlist(name))))}
