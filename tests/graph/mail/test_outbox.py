# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that leave once, by a real server of mail; those that cannot yet, or ever; and what is left of them."""

from __future__ import annotations

import stat
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from urllib.parse import quote

import pytest

from graph import clock
from graph.clock import DAY
from graph.errors import InvalidInput, SettingsError
from graph.mail import Letter, Outbox
from graph.mail.outbox import KEPT_DAYS, LEASE, Sending, delay
from graph.mail_server import mail_server, sender
from graph.settings import Settings
from tests.instances import settings_in
from tests.post_office import PASSWORD, USER, PostOffice, post_office

LONG = "Une ligne qui n’en finit pas d’être écrite, " * 40
TEXT = f"Bonjour,\n\n{LONG}\n.\nÀ bientôt — œuvre 🧶\n"


def _now() -> int:
    return int(clock.now().timestamp())


def _letter(to: str = "contact@mill.example", text: str = TEXT) -> Letter:
    return Letter(to, "Être rappelé : « Le Moulin », à l’été où l’on se rencontrera près de la forêt", text, "essai")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PostOffice]:
    with post_office(tmp_path / "office") as office:
        yield office


@pytest.fixture
def settings(tmp_path: Path, office: PostOffice, database: Callable[[Path], str]) -> Settings:
    """Those of an instance, in each kind of database."""
    database(tmp_path / "instance")
    return settings_in(tmp_path / "instance", SMTP_URL=office.url, MAIL_FROM="Tisserand <nous@tisserand.example>")


def test_a_letter_leaves_whole_and_once_and_nothing_of_it_stays(settings: Settings, office: PostOffice) -> None:
    with closing(Outbox(settings)) as outbox, closing(Outbox(settings)) as other:
        assert outbox.leaves
        outbox.queue(
            Letter(
                "contact@mill.example", _letter().subject, TEXT, "essai", (("List-Unsubscribe", "<https://a.example>"),)
            )
        )
        assert outbox.send_due(dry_run=True) == Sending({"essai": 1})
        assert office.received() == []
        with ThreadPoolExecutor(4) as several:
            sent = list(several.map(lambda box: box.send_due().left.get("essai", 0), [outbox, other] * 4))
        assert sum(sent) == 1
        assert outbox.counts().waiting == 0
    (read,) = office.received()
    assert (read["To"], read["Subject"]) == ("contact@mill.example", _letter().subject)
    assert read["List-Unsubscribe"] == "<https://a.example>"
    assert read["From"] == "Tisserand <nous@tisserand.example>"
    assert read.get_content().replace("\r\n", "\n") == TEXT
    assert max(len(line) for line in read.as_bytes().splitlines()) < 998
    if settings.database_url.startswith("sqlite"):
        assert b"mill.example" not in (settings.instance / "journal.sqlite").read_bytes()


def test_who_is_not_known_there_is_given_up_and_who_is_asked_to_come_back_does(
    settings: Settings, office: PostOffice, caplog: pytest.LogCaptureFixture
) -> None:
    with closing(Outbox(settings)) as outbox:
        for name in ("nobody", "later", "contact"):
            outbox.queue(_letter(f"{name}@mill.example"))
        now = _now()
        assert outbox.send_due(now) == Sending({"essai": 1}, later=1, given_up=1)
        assert outbox.send_due(now) == Sending()
        then = now
        for attempt in range(1, 20):
            then += delay(attempt)
            sent = outbox.send_due(then)
            if sent.given_up:
                break
            assert sent == Sending({}, later=1)
        assert 2 * DAY < then - now <= 3 * DAY
        counts = outbox.counts(then)
        assert (counts.waiting, counts.given_up) == (0, 2)
        assert outbox.forget(then + (KEPT_DAYS + 1) * DAY) == 3
    assert [message["To"] for message in office.received()] == ["contact@mill.example"]
    assert "mill.example" not in caplog.text


def test_a_letter_that_is_worth_nothing_any_more_does_not_leave(settings: Settings, office: PostOffice) -> None:
    with closing(Outbox(settings)) as outbox:
        outbox.queue(Letter("contact@mill.example", "Votre lien", TEXT, "essai", seconds=900))
        assert outbox.send_due(_now() + 3600) == Sending(given_up=1)
    assert office.received() == []


def test_letters_wait_for_a_server_that_is_away(settings: Settings, office: PostOffice) -> None:
    with closing(Outbox(settings)) as outbox:
        office.stop()
        for number in range(3):
            outbox.queue(_letter(f"n{number}@mill.example"))
        now = _now()
        assert outbox.send_due(now) == Sending({}, later=1), "the others are not tried in vain"
        office.start()
        assert outbox.send_due(now + LEASE) == Sending({"essai": 3})
    assert {message["To"] for message in office.received()} == {f"n{number}@mill.example" for number in range(3)}


def test_without_a_server_letters_are_files_for_their_owner_alone(tmp_path: Path) -> None:
    settings = settings_in(tmp_path)
    with closing(Outbox(settings)) as outbox:
        assert not outbox.leaves
        outbox.queue(_letter(text="À bientôt — œuvre 🧶"))
        (path,) = (settings.instance / "courrier").iterdir()
        assert [stat.S_IMODE(there.stat().st_mode) for there in (path, path.parent)] == [0o600, 0o700]
        read = message_from_bytes(path.read_bytes(), policy=SMTP)
        assert read["Subject"] == _letter().subject
        assert "À bientôt — œuvre 🧶" in path.read_text(encoding="utf-8")
        assert outbox.counts().waiting == 0
        outbox.forget(int(path.stat().st_mtime) + (KEPT_DAYS + 1) * DAY)
    assert not list((settings.instance / "courrier").iterdir())


@pytest.mark.parametrize(
    ("to", "subject", "headers"),
    [
        ("a@b.example\nBcc: c@d.example", "Oui", ()), ("a@b.example, c@d.example", "Oui", ()), ("Le Moulin", "Oui", ()),
        ("a@b.example", "Oui\r\nBcc: c@d.example", ()), ("a@b.example", " ", ()), ("a@b.example", "Oui\u2028non", ()),
        ("a@b.example", "Oui", (("X-A", "1\nBcc: c@d.example"),)), ("a@b.example", "Oui", (("Bcc", "c@d.example"),)),
        ("a@b.example", "Oui", (("X: y\n", "1"),)), ("é@b.example", "Oui", ()), (f"{'a' * 250}@b.example", "Oui", ()),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_letter_writes_no_other_head_than_its_own(
    to: str, subject: str, headers: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(InvalidInput):
        Letter(to, subject, "Texte", "essai", headers)


def test_what_a_form_brought_is_a_text_that_can_leave() -> None:
    assert _letter(text="a\r\nb\0\x1b[31m\ud800").text == "a\nb[31m?"


def test_a_server_is_read_from_its_address() -> None:
    assert mail_server("") is None
    found = mail_server(f"smtp://me:{quote(PASSWORD, safe='')}@mail.example:587?starttls")
    assert found is not None
    assert (found.host, found.port, found.user, found.password) == ("mail.example", 587, "me", PASSWORD)
    assert (found.starttls, found.secure) == (True, False)
    secure = mail_server("smtps://mail.example")
    assert secure is not None
    assert (secure.port, secure.secure) == (465, True)
    assert PASSWORD not in repr(found)
    assert sender("", "tisserand.example") == "tisserand@tisserand.example"


@pytest.mark.parametrize(
    "url",
    ["mail.example", "http://a.example", "smtp://", "smtp://a.example?ssl", "smtp://a:b@c@d.example", "smtp://a:x"],
)
def test_an_address_of_a_server_that_is_none_is_told_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="SMTP_URL") as caught:
        mail_server(url)
    assert "b@c" not in caught.value.message


@pytest.mark.slow
def test_a_server_that_wants_a_name_and_secrecy_is_given_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "office"
    folder.mkdir()
    certificate = folder / "certificate.pem"
    asked = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    asked += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(folder / "key.pem"), "-out", str(certificate)]
    subprocess.run(asked, check=True, capture_output=True)
    with post_office(folder, "tls", "auth") as office:
        named = f"smtp://{USER}:{quote(PASSWORD, safe='')}@127.0.0.1:{office.port}"
        for number, (url, known, left) in enumerate([
            (f"{named}?starttls", True, {"essai": 1}), (f"{named}?starttls", False, {}), (named, True, {}),
            (f"smtp://{USER}:wrong@127.0.0.1:{office.port}?starttls", True, {}),
        ]):  # fmt: skip
            monkeypatch.setenv("SSL_CERT_FILE", str(certificate) if known else str(tmp_path / "none"))
            with closing(Outbox(settings_in(tmp_path / str(number), SMTP_URL=url))) as outbox:
                outbox.queue(_letter())
                assert outbox.send_due().left == left
