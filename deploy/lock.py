# SPDX-License-Identifier: AGPL-3.0-or-later
"""The lock of what serves, requirements.lock: each package at one version, each of its files by its sum.

`python -m deploy.lock` makes it anew from requirements.txt, for every Python and machine at once. With `--check`
nothing is written nor fetched: the status is 1 where the lock no longer is what requirements.txt asks for.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from graph.folders import ROOT

ASKED, LOCK = ROOT / "requirements.txt", ROOT / "requirements.lock"
TITLE = "# What serves, each file by its sum. Written by `make lock` from requirements.txt: do not edit.\n"
PYTHONS = ("3.11", "3.12", "3.13")
SUM = re.compile(r"--hash=sha256:[0-9a-f]{64}")
# An address, or what sends pip to one: where packages come from is for each machine to say.
ELSEWHERE = re.compile(r"://|^\s*-", re.MULTILINE)


@dataclass(frozen=True)
class Locked:
    """A package at one version ("" where it has several), how many of its files are known by their sum, and for whom
    it is there: the names of other packages, and that of the list that asks for it."""

    name: str
    version: str
    sums: int
    asked_by: frozenset[str]


def read_lock(text: str) -> list[Locked]:
    """The packages of a lock; raises packaging's InvalidRequirement where a line is none."""
    return [_locked(found) for found in re.split(r"^(?=[^\s#])", text, flags=re.MULTILINE)[1:]]


def _locked(text: str) -> Locked:
    """A package, of its line and those that are drawn in below."""
    asked = Requirement(text.partition("\n")[0].partition("\\")[0].partition("--hash")[0].strip())
    exact = re.fullmatch(r"==([^*,]+)", str(asked.specifier))
    by = re.findall(r"^ +#(?: via)? +(?:-r )?(\S+)$", text, re.MULTILINE)
    return Locked(canonicalize_name(asked.name), exact.group(1) if exact else "", len(SUM.findall(text)), frozenset(by))


def asked_for(text: str) -> list[Requirement]:
    """What a list of requirements asks for."""
    lines = (line.partition("#")[0].strip() for line in text.splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def problems(asked: str, lock: str) -> Iterator[str]:
    """How a lock is not what is asked for, a sentence each; what packages ask for is read where they are installed."""
    if ELSEWHERE.search(SUM.sub("", lock)):
        yield "the lock says where packages come from: that is for each machine's own pip to say"
    locked = read_lock(lock)
    for item in locked:
        if not item.version:
            yield f"{item.name} has no single version in the lock"
        if not item.sums:
            yield f"{item.name} has no sum in the lock"
    yield from _missing(asked_for(asked), locked, "requirements.txt")
    for item in locked:
        yield from _missing(_needs(item), locked, item.name)
    yield from _unasked(asked_for(asked), locked)


def _missing(wanted: Iterable[Requirement], locked: list[Locked], by: str) -> Iterator[str]:
    for requirement in wanted:
        found = [item for item in locked if item.name == canonicalize_name(requirement.name)]
        if not found:
            yield f"{requirement.name} is not in the lock, and {by} asks for it"
        for item in found:
            if item.version and not requirement.specifier.contains(item.version, prereleases=True):
                yield f"{item.name} is at {item.version} in the lock, and {by} asks for {requirement.specifier}"


def _needs(item: Locked) -> list[Requirement]:
    """What a package asks for on one of our Pythons, none where another version of it is installed here."""
    found = _installed(item)
    return [] if found is None else [need for need in map(Requirement, found.requires or ()) if _holds(need)]


def _installed(item: Locked) -> Distribution | None:
    try:
        found = distribution(item.name)
    except PackageNotFoundError:
        return None
    return found if found.version == item.version else None


def _holds(need: Requirement) -> bool:
    """Whether it is asked for without extras, on Linux, by one of our Pythons."""
    if need.marker is None:
        return True
    one = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "extra": ""}
    machines = [{**one, "platform_machine": machine} for machine in ("x86_64", "aarch64")]
    pythons = [{"python_version": python, "python_full_version": f"{python}.0"} for python in PYTHONS]
    return any(need.marker.evaluate({**python, **machine}) for python in pythons for machine in machines)


def _unasked(asked: list[Requirement], locked: list[Locked]) -> Iterator[str]:
    direct, there = {canonicalize_name(one.name) for one in asked}, {item.name for item in locked}
    for item in locked:
        if item.name not in direct and not item.asked_by & there:
            yield f"{item.name} is in the lock, and nothing asks for it"


def write() -> None:
    """Makes the lock anew, of the newest versions; raises CalledProcessError where some clash."""
    command = [
        "uv", "pip", "compile", ASKED.name, "--universal", f"--python-version={PYTHONS[0]}", "--generate-hashes",
        "--upgrade", "--no-header", "--no-emit-index-url", "--quiet",
    ]  # fmt: skip
    done = subprocess.run(  # noqa: S603 - uv, as `make lock` installed it beside this Python
        [Path(sys.executable).parent / command[0], *command[1:]],
        cwd=ROOT, env=_like_pip(), check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    LOCK.write_text(TITLE + done.stdout, encoding="utf-8")


def _like_pip() -> dict[str, str]:
    """The environment in which uv asks the index that pip asks, and trusts what the system does."""
    told = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        check=False, capture_output=True, text=True,
    ).stdout.strip()  # fmt: skip
    index = os.environ.get("PIP_INDEX_URL") or told
    return {**os.environ, "UV_NATIVE_TLS": "1", **({"UV_DEFAULT_INDEX": index} if index else {})}


def main() -> None:
    """Writes the lock, or compares it."""
    if sys.argv[1:] != ["--check"]:
        write()
        return
    found = list(problems(ASKED.read_text(encoding="utf-8"), LOCK.read_text(encoding="utf-8")))
    for sentence in found:
        print(sentence)
    if found:
        sys.exit("requirements.lock is no longer current: run “make lock”.")


if __name__ == "__main__":
    main()
