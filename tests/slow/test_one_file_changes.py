# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each change that CONTRIBUTING.md promises to be one file: done on a copy of the project, seen; then all are there at
once, and the tests of each of their subjects are green."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.long]
ROOT = Path(__file__).resolve().parents[2]
PREFIXES = "".join(
    f"@prefix {name}: <{iri}> .\n"
    for name, iri in {
        "tis": "https://w3id.org/tisserand/ontology#",
        "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
        "owl": "http://www.w3.org/2002/07/owl#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        "sh": "http://www.w3.org/ns/shacl#",
        "dct": "http://purl.org/dc/terms/",
        "pair": "http://virtual-assembly.org/ontologies/pair#",
    }.items()
)
LICENSED = "# SPDX-License-Identifier: AGPL-3.0-or-later\n"
BETWEEN = "\n\x1e\n"
SHOW = """import sys
from app import create_app
from graph.settings import Settings
known = {"INSTANCE": sys.argv[1], "TODAY": "2026-12-10", "TERRITORY": sys.argv[2]}
client = create_app(Settings.from_environment(known)).test_client()
for address in sys.argv[3:]:
    answer = client.get(address, follow_redirects=True)
    print(answer.status_code, answer.get_data(as_text=True), end="\\n\\x1e\\n")
"""


class ProjectCopy:
    """A copy of the project in which a file may be added or changed."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.subjects: dict[str, None] = {}
        self.left_out: list[str] = []

    def add(self, name: str, text: str) -> None:
        """A new file."""
        path = self.root / name
        assert not path.exists(), "this change is to add a file"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        """A file in which one passage is another."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        path.write_text(text.replace(old, new), encoding="utf-8")

    def translate(self, texts: Mapping[str, str]) -> None:
        """What readers are told has its translation where all translations are."""
        with (self.root / "graph/text/translations/en.po").open("a", encoding="utf-8") as file:
            file.writelines(f'\nmsgid "{french}"\nmsgstr "{english}"\n' for french, english in texts.items())

    def shown(self, address: str, territory: str = "") -> str:
        """The page of that address, in an instance of that territory."""
        return self.all_shown(address, territory=territory)[0]

    def all_shown(self, *addresses: str, territory: str = "") -> list[str]:
        """The pages of these addresses, in an instance of that territory: it lives on, and takes what is new as it
        starts again."""
        instance = self.root.with_name(f"instance of {territory}")
        answers = self._run("-c", SHOW, str(instance), territory, *addresses).split(BETWEEN)[:-1]
        assert len(answers) == len(addresses)
        assert [answer[:2000] for answer in answers if not answer.startswith("200 ")] == []
        return answers

    def command(self, *words: str) -> str:
        """What a command of the product says."""
        return self._run("-m", "flask", "--app", "app", *words)

    def concerns(self, *tests: str, but: str = "") -> None:
        """Names the tests of a subject, which are to pass once all changes are there; `but`: those named so are not."""
        self.subjects |= dict.fromkeys(tests)
        self.left_out += [but] if but else []

    def suite(self) -> None:
        """Runs the tests of all subjects that changes concern: one run, in which what all tests share is read once."""
        but = " or ".join(self.left_out)
        words = ("-q", "-x", "-p", "no:cacheprovider", "-p", "no:xdist", "-m", "not slow", "-k", f"not ({but})")
        self._run("-m", "pytest", *words, *self.subjects)

    def _run(self, *words: str) -> str:
        # What Python compiles is kept from one run to the next.
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
        done = subprocess.run(
            [sys.executable, *words], cwd=self.root, capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-3000:]
        return done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> ProjectCopy:
    """What git knows of the project, and what is built, in a folder that git knows too."""
    folder = tmp_path_factory.mktemp("project")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    names = [name for name in tracked.split("\0") if name and not name.startswith("docs/images/")]
    built = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("web/app/static/built/*")]
    for name in [*names, *built]:
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    _git(folder, "init", "-q")  # tests ask which files are the project's
    _git(folder, "add", "-A")
    return ProjectCopy(folder)


def _git(folder: Path, *words: str) -> None:
    subprocess.run(["git", *words], cwd=folder, check=True)


def test_a_class(copy: ProjectCopy) -> None:
    copy.add(
        "ontology/classes/third-place.ttl",
        PREFIXES
        + """
tis:ThirdPlace a owl:Class ; rdfs:subClassOf pair:Resource ;
    rdfs:label "tiers-lieu"@fr, "third place"@en ;
    rdfs:comment "Lieu où l’on fait ensemble."@fr, "A place where people do things together."@en ;
    tis:kind "third-place" ; tis:slug "tiers-lieux" ; tis:plural "tiers-lieux"@fr, "third places"@en ; sh:order 115 ;
    tis:colour "#5b4b00" ; tis:darkColour "#d8c35a" ; tis:shape "square" ; tis:family "actor" ;
    tis:caption dct:description ; tis:directory true ; tis:restricted false .

tis:ThirdPlaceShape a sh:NodeShape ; sh:targetClass tis:ThirdPlace ;
    rdfs:label "fiche d’un tiers-lieu"@fr, "card of a third place"@en ;
    sh:property tis:labelField, tis:descriptionField, tis:homepageField,
                tis:confirmedOnField, tis:confirmedByField, tis:modifiedField,
                tis:sourceField .
""",
    )
    assert "tiers-lieu" in copy.all_shown("/ontologie", "/annuaire/tiers-lieux")[0]
    copy.concerns("tests/ontology/test_ontology.py", but="broken")


def test_a_field(copy: ProjectCopy) -> None:
    name = "ontology/classes/tool.ttl"
    copy.change(name, "tis:homepageField, tis:tool-download", "tis:homepageField, tis:tool-forum, tis:tool-download")
    with (copy.root / name).open("a", encoding="utf-8") as file:
        file.write("""
tis:forum a owl:ObjectProperty ; rdfs:domain schema:SoftwareApplication ; rdfs:range rdfs:Resource ;
    rdfs:label "forum d’entraide"@fr, "help forum"@en ;
    rdfs:comment "Où l’on s’aide entre personnes."@fr, "Where users of the tool help each other."@en .

tis:tool-forum a sh:PropertyShape ; sh:path tis:forum ;
    sh:order 58.5 ; sh:group tis:AccessGroup ; sh:nodeKind sh:IRI ; sh:pattern "^https?://" ;
    sh:name "forum d’entraide"@fr, "help forum"@en ;
    sh:description "L’adresse du forum."@fr, "The address of the forum."@en ;
    sh:message "Donnez une adresse complète qui commence par https:// ou http://."@fr .
""")
    copy.add("data/tools/forum.ttl", """@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix tis: <https://w3id.org/tisserand/ontology#> .
<id/source/forum> a schema:Dataset ; skos:prefLabel "Forums"@fr, "Forums"@en ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/tool/doodle> tis:forum <https://forum.example.org/> .
""")  # fmt: skip
    assert "https://forum.example.org/" in copy.shown("/fiche/tool/doodle")
    copy.concerns("tests/ontology/test_ontology.py", but="broken")


NEED = """
need:minibus a skos:Concept ; skos:inScheme <https://w3id.org/tisserand/need> ; skos:broader need:equip ;
    sh:order 9000 ;
    skos:prefLabel "Réserver un minibus"@fr, "Book a minibus"@en ;
    skos:altLabel "minibus"@fr ;
    skos:definition "Emprunter un véhicule à plusieurs places."@fr, "Borrow a vehicle with several seats."@en .
"""


def test_a_need(copy: ProjectCopy) -> None:
    with (copy.root / "ontology/vocabularies/need.ttl").open("a", encoding="utf-8") as file:
        file.write(NEED)
    assert "Réserver un minibus" in copy.shown("/orientation?besoin=minibus&commune=37261&date=2021-06-01")
    copy.concerns("tests/ontology/test_vocabularies.py", "tests/graph/referral/test_reading.py")


def test_an_audience(copy: ProjectCopy) -> None:
    with (copy.root / "ontology/vocabularies/audience.ttl").open("a", encoding="utf-8") as file:
        file.write("""
audience:carers a skos:Concept ; skos:inScheme <https://w3id.org/tisserand/audience> ; skos:broader audience:everyone ;
    sh:order 9000 ; skos:prefLabel "Aidants"@fr, "Carers"@en ; skos:altLabel "proches aidants"@fr ;
    skos:definition "Personnes qui aident un proche chaque jour."@fr, "People who help a relative every day."@en .
""")
    assert "Aidants" in copy.shown("/orientation?besoin=website&public=aidants&commune=37261&date=2021-06-01")
    copy.concerns("tests/ontology/test_vocabularies.py", "tests/graph/referral/test_reading.py")


def test_a_point_of_view(copy: ProjectCopy) -> None:
    text = (copy.root / "graph/mindmaps/needs.py").read_text(encoding="utf-8")
    text = text.replace('slug="besoins"', 'slug="attentes"').replace("order=20", "order=900")
    text = text.replace('Label("Services par besoin")', 'Label("Qui aide, et pour quoi")')
    copy.add("graph/mindmaps/expectations.py", text)
    copy.translate({"Qui aide, et pour quoi": "Who helps, and with what"})
    assert "Qui aide, et pour quoi" in copy.shown("/carte?vue=attentes")
    copy.concerns("tests/graph/mindmaps/test_views.py")


def test_a_criterion(copy: ProjectCopy) -> None:
    copy.add(
        "graph/referral/criteria/neighbourly.py",
        LICENSED
        + '''"""Criterion: is the service told to those who ask for free software?"""

from __future__ import annotations

from graph.referral._types import Candidate, Verdict
from graph.referral.situation import Situation
from graph.text.wording import Phrase

NEAR = Phrase("Compte aussi les habitudes du quartier.")


class Neighbourly:
    """Les habitudes du quartier : le même poids pour tout le monde."""

    slug = "neighbourly"
    asks: tuple[str, ...] = ()
    reads: tuple[str, ...] = ("kind",)
    names = False

    def judge(self, situation: Situation, candidate: Candidate) -> Verdict | None:
        """The same for all."""
        return Verdict(1.0, NEAR())

    def lacking(self, count: int) -> None:
        """Never a veto."""


criterion = Neighbourly()
''',
    )
    copy.add(
        "ontology/criteria/neighbourly.ttl",
        PREFIXES
        + """
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<https://w3id.org/tisserand/criterion/neighbourly> a tis:Criterion ; tis:weight 0.5 ; sh:order 990 ;
    rdfs:label "habitudes du quartier"@fr, "habits of the neighbourhood"@en ;
    rdfs:comment "On s’y sent moins perdu."@fr, "One feels less lost."@en ;
    skos:example "Compte aussi les habitudes du quartier."@fr, "Also counts the habits of the neighbourhood."@en .
""",
    )
    copy.translate(
        {
            "Compte aussi les habitudes du quartier.": "Also counts the habits of the neighbourhood.",
            "Les habitudes du quartier : le même poids pour tout le monde.": "The neighbourhood: the same for all.",
        }
    )
    told, page = copy.all_shown("/api/v1/referrals?commune=37261&need=website&date=2021-06-01", "/classement")
    assert "Compte aussi les habitudes du quartier." in told
    assert "On s’y sent moins perdu." in page
    referral = "tests/graph/referral"
    tried = [f"{referral}/test_{name}.py" for name in ("criteria", "weights", "engine")]
    copy.concerns(*tried, "tests/web/api/test_api.py")


def test_an_export(copy: ProjectCopy) -> None:
    copy.add(
        "exports/names.py",
        LICENSED
        + '''"""Names: one a line."""

from __future__ import annotations

from exports._types import Export, Publication
from graph.text.wording import Label


def render(publication: Publication) -> bytes:
    """UTF-8 lines."""
    return "".join(sorted(f"{fact.o}\\n" for fact in publication.facts if fact.p.endswith("prefLabel"))).encode()


export = Export(
    slug="names", label=Label("Noms, un par ligne"), media_type="text/plain", extension="lst", order=900, render=render
)
''',
    )
    copy.translate({"Noms, un par ligne": "Names, one a line"})
    assert "Noms, un par ligne" in copy.shown("/a-propos")
    copy.concerns("tests/exports/test_exports.py")


def test_a_page(copy: ProjectCopy) -> None:
    """Its folder holds everything: view, template and style."""
    folder = "web/site/thanks"
    copy.add(f"{folder}/__init__.py", LICENSED + '"""Thanks."""\n')
    copy.add(
        f"{folder}/view.py",
        LICENSED
        + '''"""Whom this site thanks."""

from __future__ import annotations

from flask import Blueprint, render_template

from web.app.parameters import reads
from web.app.rights import PUBLIC, asks

blueprint = Blueprint("thanks", __name__)
asks(PUBLIC)(blueprint)


@blueprint.get("/remerciements")
@reads()
def show() -> str:
    """One sentence."""
    return render_template("thanks/show.html")
''',
    )
    copy.add(
        f"{folder}/templates/show.html",
        """{% extends "layout.html" %}
{% block title %}Merci{% endblock %}
{% block head %}<link rel="stylesheet" href="{{ asset('thanks/style.css') }}">{% endblock %}
{% block content %}<h1>Merci</h1>{% endblock %}
""",
    )
    copy.add(f"{folder}/style.css", "h1 { text-align: center; }\n")
    shown = copy.shown("/remerciements")
    assert "<h1>Merci</h1>" in shown
    style = re.search(r'"(/static/[^"]*thanks/style\.css[^"]*)"', shown)
    assert style is not None
    assert "text-align: center" in copy.shown(style.group(1))
    copy.concerns("tests/test_architecture.py")


def test_a_command(copy: ProjectCopy) -> None:
    copy.add(
        "web/cli/greet.py",
        LICENSED
        + '''"""Says good day."""

from __future__ import annotations

import click

from web.cli._french import Command


@click.command("greet", cls=Command)
def command() -> None:
    """Dit bonjour."""
    click.echo("Bonjour.")
''',
    )
    assert copy.command("greet") == "Bonjour.\n"
    assert "Dit bonjour." in copy.command("--help")
    tried = ("help_is_in_french", "every_command_tells_of_a_journal_that_lost_changes")
    copy.concerns(*(f"tests/web/cli/test_commands.py::test_{name}" for name in tried))


def test_a_question_of_the_diagnosis(copy: ProjectCopy) -> None:
    with (copy.root / "data/diagnosis/free-software.ttl").open("a", encoding="utf-8") as file:
        file.write("""
<id/question/printing> a tis:Question ;
  skos:prefLabel "Imprimez-vous des objets ?"@fr , "Do you print objects?"@en ;
  skos:notation "imprimer" ; schema:position 9000 ; tis:inQuestionnaire <id/questionnaire/free-software> .
<id/answer/printing-often> a tis:Answer ;
  skos:prefLabel "Souvent"@fr , "Often"@en ; skos:notation "souvent" ; schema:position 10 ;
  tis:answerTo <id/question/printing> ; tis:impliesNeed need:diagnosis ;
  tis:firstStep "Garder les modèles dans un dossier commun."@fr , "Keep the models in a shared folder."@en .
<id/answer/printing-never> a tis:Answer ;
  skos:prefLabel "Jamais"@fr , "Never"@en ; skos:notation "jamais" ; schema:position 20 ;
  tis:answerTo <id/question/printing> .
""")
    assert "Imprimez-vous des objets" in copy.shown("/diagnostic/libre?etape=imprimer")
    copy.concerns("tests/graph/diagnosis/test_questionnaires.py", "tests/web/site/diagnosis/test_diagnosis.py")


def test_a_published_question(copy: ProjectCopy) -> None:
    copy.add(
        "exports/queries/places-of-actors.rq",
        """# SPDX-License-Identifier: AGPL-3.0-or-later
# order: 900
# title@fr: Où sont les acteurs
# title@en: Where the actors are
# description@fr: Le lieu de chaque acteur.
# description@en: The place of each actor.
PREFIX schema: <https://schema.org/>
SELECT DISTINCT ?actor ?place ?day WHERE { ?actor schema:location ?place }
ORDER BY ?actor ?place
LIMIT 10000
""",
    )
    listed, answered = copy.all_shown("/export/", "/export/questions/places-of-actors.csv?date=2021-06-01")
    assert "Où sont les acteurs" in listed
    assert "/id/territory/commune-" in answered
    copy.concerns("tests/exports/test_queries.py", "tests/web/site/card/test_data.py")


def test_a_territory(copy: ProjectCopy) -> None:
    """A folder with what it is about, and nothing else."""
    text = (copy.root / "data/touraine/territory.ttl").read_text(encoding="utf-8")
    for old, new in (
        ("Touraine", "Blaisois"), ("touraine", "blaisois"), ("departement-37", "departement-41"),
        ("la Blaisois", "le Blaisois"), ("de Blaisois", "du Blaisois"), ("en Blaisois", "dans le Blaisois"),
        ("commune-37072", "commune-41018"), ("epci-243700754", "epci-200030385"),
    ):  # fmt: skip
        text = text.replace(old, new)
    copy.add("data/blaisois/territory.ttl", text)
    home, covered = copy.all_shown("/", "/couverture?theme=equip", territory="blaisois")
    assert "associations du Blaisois" in home
    assert "Loir-et-Cher" in covered
    assert "Touraine" in copy.shown("/")
    tried = ("exports_bear_the_name_of_the_territory", "one_instance_keeps_each_territory_apart")
    made = (f"tests/web/cli/test_new_territory.py::test_{name}" for name in tried)
    copy.concerns("tests/graph/observatory/test_observatory.py", *made)


def test_a_language(copy: ProjectCopy) -> None:
    copy.add(
        "graph/text/translations/eu.po",
        'msgid ""\nmsgstr ""\n"Language: eu\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\nmsgid "Glossaire"\nmsgstr "Glosategia"\n',
    )
    shown = copy.shown("/glossaire?lang=eu")
    assert 'lang="eu"' in shown
    assert "Glosategia" in shown
    copy.concerns("tests/web/app/test_language.py")


@pytest.mark.timeout(3600)
def test_the_tests_of_all_of_them_are_green(copy: ProjectCopy) -> None:
    """With every change of this file there; asked alone, it has none to try."""
    assert len(copy.subjects) > 10
    _git(copy.root, "add", "-A")
    copy.suite()
