# SPDX-License-Identifier: AGPL-3.0-or-later
"""The derived stores: kept with the journal, made again when anything differs, identical then."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.errors import StorageError
from graph.namespaces import SKOS
from graph.storage.files import write_atomically
from graph.storage.store import Derived
from tests.instances import BARE, BASE, both, draft, label, opened, person, remade


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    """An instance with a few changes, closed."""
    repository = opened(tmp_path, ontology=BARE)
    repository.commit(draft({label(f"network/{number}", f"Réseau {number}") for number in range(300)} | person()))
    repository.commit(draft({label("network/1", "Autre")}, {label("network/1", "Réseau 1")}))
    repository.close()
    return tmp_path


def test_an_intact_store_is_taken_as_it_is(instance: Path, caplog: pytest.LogCaptureFixture) -> None:
    before = (instance / "derived" / "full" / "IDENTITY").read_text()
    repository = opened(instance, ontology=BARE)
    assert caplog.text == ""
    assert both(repository) == remade(instance, ontology=BARE)
    repository.close()
    assert (instance / "derived" / "full" / "IDENTITY").read_text() == before, "the files are the same"


def _delete_all(derived: Path) -> None:
    shutil.rmtree(derived)


def _delete_public(derived: Path) -> None:
    shutil.rmtree(derived / "public")


def _delete_meta(derived: Path) -> None:
    (derived / "meta.json").unlink()


def _spoil_meta(derived: Path) -> None:
    (derived / "meta.json").write_text("[1]")


def _table(derived: Path) -> Path:
    return max((derived / "full").glob("*.sst"), key=lambda path: path.stat().st_size)


def _delete_table(derived: Path) -> None:
    _table(derived).unlink()


def _truncate_table(derived: Path) -> None:
    path = _table(derived)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _flip_a_bit(derived: Path) -> None:
    for path in (derived / "full").glob("*.sst"):
        content = bytearray(path.read_bytes())
        content[len(content) // 3] ^= 1
        path.write_bytes(content)


def _truncate_manifest(derived: Path) -> None:
    (path,) = (derived / "public").glob("MANIFEST-*")
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def _empty_current(derived: Path) -> None:
    (derived / "full" / "CURRENT").write_bytes(b"")


def _file_in_place_of_folder(derived: Path) -> None:
    shutil.rmtree(derived / "full")
    (derived / "full").write_text("?")


DAMAGES: list[Callable[[Path], None]] = [
    _delete_all, _delete_public, _delete_meta, _spoil_meta, _delete_table, _truncate_table, _flip_a_bit,
    _truncate_manifest, _empty_current, _file_in_place_of_folder,
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__.strip("_"))
def test_damaged_files_are_made_again_identical(instance: Path, damage: Callable[[Path], None]) -> None:
    repository = opened(instance, ontology=BARE)
    before = both(repository)
    repository.close()
    damage(instance / "derived")
    repository = opened(instance, ontology=BARE)
    assert both(repository) == before
    repository.close()


def test_a_flaw_in_any_table_is_found_before_anybody_reads_it(instance: Path) -> None:
    """Each way of asking has its own table: one that only answers "who has this value?" must be sound too."""
    for name in sorted(path.name for path in (instance / "derived" / "full").glob("*.sst")):
        path = instance / "derived" / "full" / name
        if path.exists():
            content = path.read_bytes()
            path.write_bytes(bytes([*content[:40], content[40] ^ 1, *content[41:]]))
        repository = opened(instance, ontology=BARE)
        facts = set(repository.full.facts())
        assert all(fact in repository.full.facts(p=fact.p, o=fact.o) for fact in facts)
        assert all(fact in repository.full.facts(o=fact.o, source=fact.source) for fact in facts)
        repository.close()


def test_a_closed_instance_lets_go_of_its_files_while_it_is_still_named(instance: Path) -> None:
    former = opened(instance, ontology=BARE)
    assert former.full.tables.links(SKOS.prefLabel) is not None
    expected = both(former)
    former.close()
    later = opened(instance, ontology=BARE)
    assert both(later) == expected
    later.close()


def test_what_was_made_again_is_said(instance: Path, caplog: pytest.LogCaptureFixture) -> None:
    _truncate_table(instance / "derived")
    opened(instance, ontology=BARE).close()
    assert "État dérivé reconstruit depuis le journal : ses fichiers manquent ou sont abîmés." in caplog.text


@pytest.mark.parametrize(
    ("key", "reason"),
    [("number", "le journal a avancé"), ("total", "ne compte pas"), ("model", "l’ontologie"), ("format", "programme")],
)
def test_each_difference_has_its_reason(
    instance: Path, caplog: pytest.LogCaptureFixture, key: str, reason: str
) -> None:
    path = instance / "derived" / "meta.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), key: 0}))
    repository = opened(instance, ontology=BARE)
    assert both(repository) == remade(instance, ontology=BARE)
    repository.close()
    assert reason in caplog.text


def test_a_change_journaled_while_it_was_closed_is_taken_in(instance: Path) -> None:
    command = opened(instance, on_disk=False, ontology=BARE)
    command.commit(draft({label("network/new", "Nouveau")}))
    command.close()
    repository = opened(instance, ontology=BARE)
    assert repository.public.label(f"{BASE}/id/network/new") == "Nouveau"
    repository.close()


def test_a_changed_base_is_said(instance: Path, caplog: pytest.LogCaptureFixture) -> None:
    opened(instance, ontology=BARE, BASE_URL="https://other.example").close()
    assert "BASE_URL a changé" in caplog.text


def test_rebuild_gives_the_same_datasets(instance: Path) -> None:
    repository = opened(instance, ontology=BARE)
    before, full = both(repository), repository.full
    repository.rebuild()
    assert both(repository) == before
    assert len(full) == len(before[0]), "the dataset that others hold is the one made again"
    repository.close()


def test_a_store_that_fails_after_the_journal_is_made_again(instance: Path, caplog: pytest.LogCaptureFixture) -> None:
    repository = opened(instance, ontology=BARE)
    for path in (instance / "derived" / "full").glob("*"):
        path.unlink()
    (instance / "derived" / "full").rmdir()
    change = repository.commit(draft({label("network/last", "Dernier")}))
    assert change is not None
    assert both(repository) == remade(instance, ontology=BARE)
    repository.close()
    reopened = opened(instance, ontology=BARE)
    assert reopened.public.label(f"{BASE}/id/network/last") == "Dernier"
    reopened.close()


def test_another_process_at_work_is_said(instance: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.storage.files.PATIENCE", 0.1)
    holder = Derived(instance / "derived", BASE)
    with pytest.raises(StorageError, match="Un autre programme"):
        Derived(instance / "derived", BASE)
    holder.close()
    Derived(instance / "derived", BASE).close()


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="ne peut pas être écrit"):
        Derived(tmp_path / "file" / "derived", BASE)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    write_atomically(path, b"one")
    with pytest.raises(TypeError):
        write_atomically(path, "not bytes")  # type: ignore[arg-type]
    assert path.read_bytes() == b"one"
    assert list(tmp_path.iterdir()) == [path]
