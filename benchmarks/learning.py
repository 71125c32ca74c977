# SPDX-License-Identifier: AGPL-3.0-or-later
"""Learns what each word tells of each need from all that is said of them, and keeps it beside what was said.

`python -m benchmarks.learning [--check]`. A softmax regression (scikit-learn) over the stems of the texts and the pairs
of stems that follow one another, weighed by rarity (tf-idf); what tells next to nothing is left out of the file.
`--check` only tells whether the file was learnt from the texts of today, and exits with 1 where it was not.
"""

from __future__ import annotations

import argparse
import sys
from hashlib import sha256
from typing import Any

from graph.model import Model
from graph.model.learnt import DIGITS, PAIR, TAB
from graph.model.ontology import EXAMPLES, LEARNT, ONTOLOGY, load_model
from graph.referral.said import TextOfChoice, texts_of_choices
from graph.referral.situation import NEED

STRENGTH, ROUNDS = 10.0, 300
"""How freely it learns (the inverse of the penalty), and how many rounds at most."""
LEAST = 0.6
"""What a term must tell of a choice at least, before rarity."""
HEAD = """# SPDX-License-Identifier: etalab-2.0
# What words tell of needs, learnt from what is said of them. Written by `make learn`, never by hand.
"""


def digest_of(texts: list[TextOfChoice]) -> str:
    """The digest of all that it is learnt from."""
    said = "\n".join(f"{text.slug}{TAB}{' '.join(sorted(text.terms))}" for text in texts)
    return sha256(said.encode()).hexdigest()


def learnt(texts: list[TextOfChoice], rounds: int = ROUNDS) -> str:
    """The file that is learnt from some texts, in so many rounds at most."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression

    vectorizer = TfidfVectorizer(analyzer=_sorted_terms, sublinear_tf=True)
    heard = vectorizer.fit_transform(texts)
    model = LogisticRegression(C=STRENGTH, max_iter=rounds).fit(heard, [text.slug for text in texts])
    rare = vectorizer.idf_
    lines = [digest_of(texts), TAB.join(model.classes_), TAB.join(str(round(DIGITS * one)) for one in model.intercept_)]
    for number, term in enumerate(vectorizer.get_feature_names_out()):
        weights = model.coef_[:, number]
        told = [(place, weight) for place, weight in enumerate(weights) if abs(weight) >= LEAST]
        if told:
            pairs = (f"{place}{PAIR}{round(DIGITS * weight * rare[number])}" for place, weight in told)
            lines.append(TAB.join((term, str(round(DIGITS * rare[number])), *pairs)))
    return HEAD + "\n".join(lines) + "\n"


def _sorted_terms(text: Any) -> list[str]:
    return sorted(text.terms)


def texts_of(model: Model) -> list[TextOfChoice]:
    """All that is said of the needs of a model."""
    return texts_of_choices(model.scheme(NEED).choices, model.short)


def main() -> int:
    """Writes the file, or checks it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only tell whether the file is of today")
    arguments = parser.parse_args()
    model = load_model()
    texts = texts_of(model)
    if arguments.check:
        same = model.learnt.digest == digest_of(texts)
        print(
            "What words tell: learnt from the texts of today." if same else "What words tell is old: run `make learn`."
        )
        return 0 if same else 1
    path = ONTOLOGY / EXAMPLES / LEARNT
    path.write_text(learnt(texts), encoding="utf-8")
    print(f"{path.relative_to(ONTOLOGY.parent)} : {len(texts)} texts, {path.stat().st_size // 1024} kB.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
