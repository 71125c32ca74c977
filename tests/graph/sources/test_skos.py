# SPDX-License-Identifier: AGPL-3.0-or-later
"""A list of words of others: what is named alike is near to a choice of ours and lends it its words."""

from __future__ import annotations

from pathlib import Path

from graph.namespaces import SKOS, VOCABULARY
from graph.sources import SourceContent, SourceEntity, SourceMapping, SourceTerms, format_of
from graph.storage.derivation import Background
from tests.instances import BASE, model, territories

LIST = """@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix a: <https://a.example/theme/> .
<https://a.example/themes> a skos:ConceptScheme ; <http://purl.org/dc/terms/license> <https://a.example/licence> .
a:1 a skos:Concept ; skos:prefLabel "{first}"@fr ; skos:altLabel "zwiebelfisch"@de , "{second}"@fr ;
  skos:inScheme <https://a.example/themes> .
a:2 a skos:Concept ; skos:prefLabel "Poterie sur glace"@fr .
a:3 skos:inScheme <https://a.example/themes> ; skos:altLabel "sans nom préféré"@fr .
"""


def test_concepts_are_proposed_as_words_of_ours(tmp_path: Path) -> None:
    needs = model().scheme("need").choices
    first, second = needs[0], needs[1]
    path = tmp_path / "themes.ttl"
    path.write_text(LIST.format(first=first.label.fr.upper(), second=second.label.fr), encoding="utf-8")
    content = SourceContent(path.name, path)
    found = format_of(content)
    assert found.slug == "skos"
    terms = SourceTerms(model(), Background(territories(), BASE))
    reading = found.read(content, terms)
    (thing,) = reading.things
    assert isinstance(thing, SourceEntity)
    assert (thing.kind, thing.key, thing.row, thing.exact) == ("need", first.iri, 3, True)
    assert [(value.path, value.text) for value in thing.values] == [
        (SKOS.altLabel, "zwiebelfisch")
    ]  # fmt: skip
    assert second.label.fr in reading.notices[1]
    assert reading.licence == "https://a.example/licence"
    assert [column.taken_as for column in reading.columns] == [f"need/{first.slug}", "", ""]
    assert reading.notices[0].startswith("Mots ou notions lus : 3. Rapprochés d’un de nos choix : 1.")
    settled = SourceMapping(columns={"Poterie sur glace": f"need/{second.slug}"})
    again = found.read(content, SourceTerms(terms.model, terms.background, settled))
    assert VOCABULARY[f"need/{second.slug}"] in {item.key for item in again.things if isinstance(item, SourceEntity)}
