# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two public generators make whole clients from the description of the API, and these are answered by a real server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.servers import own_server

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore::DeprecationWarning")]
PROGRAMS = Path(sys.executable).parent
Calls = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The production server on the project's own data."""
    with own_server(tmp_path_factory.mktemp("api")) as url:
        yield url


@pytest.fixture(scope="module")
def described(address: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"{address}/api/v1/openapi.json", timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


@pytest.fixture(scope="module")
def calls(described: dict[str, Any]) -> Calls:
    """What to ask of each operation: what it requires, with the example of its description, and then some more."""
    asked: Calls = {}
    for item in described["paths"].values():
        needed = [parameter for parameter in item["get"]["parameters"] if parameter["required"]]
        # `from` cannot be a name in Python: both generators write `from_`.
        named = {parameter["name"].replace("from", "from_"): parameter["example"] for parameter in needed}
        asked[item["get"]["operationId"]] = [named]
    del asked["proposals"]  # its example is the mark of no instance
    asked["referrals"] = [{"need": ["email", "website"], "tool": ["Gmail"], "limit": 3}]
    asked["coverage"].append({"theme": "learn"})
    return asked


def _generated(folder: Path, described: dict[str, Any], program: str, *words: str) -> None:
    """Runs a generator on the description, in that folder; it has nothing to warn about."""
    (folder / "openapi.json").write_text(json.dumps(described), encoding="utf-8")
    environment = {**os.environ, "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}"}
    command = [str(PROGRAMS / program), *words]
    made = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    told = made.stdout + made.stderr
    assert made.returncode == 0, told
    assert not any(word in told.lower() for word in ("warning", "skipping", "unable", "error")), told


def test_openapi_python_client(
    address: str, described: dict[str, Any], calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("generate", "--path", "openapi.json", "--meta", "none", "--output-path", "attrs_client")
    _generated(tmp_path, described, "openapi-python-client", *words)
    monkeypatch.syspath_prepend(tmp_path)
    made = import_module("attrs_client").Client(base_url=f"{address}/api/v1", raise_on_unexpected_status=True)
    with made as client:
        for operation, asked in calls.items():
            ask = import_module(f"attrs_client.api.default.{operation}").sync_detailed
            for named in asked:
                answer = ask(client=client, **named)
                assert answer.status_code == 200, (operation, answer.content)
                assert answer.parsed.to_dict() == json.loads(answer.content), operation
        lost = import_module("attrs_client.api.default.neighbours").sync(client=client, id="organisation/nobody-at-all")
    assert type(lost).__name__ == "Problem"
    assert lost.parameter == "id"


def test_openapi_python_generator(
    address: str, described: dict[str, Any], calls: Calls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _generated(tmp_path, described, "openapi-python-generator", "openapi.json", "pydantic_client")
    monkeypatch.syspath_prepend(tmp_path)
    service = import_module("pydantic_client.services.default_service")
    where = import_module("pydantic_client.api_config").APIConfig(base_path=f"{address}/api/v1")
    schemas = {item["get"]["operationId"]: _schema(item["get"]) for item in described["paths"].values()}
    for operation, asked in calls.items():
        for named in asked:
            answer = getattr(service, operation)(api_config_override=where, **named)
            assert type(answer).__name__ == schemas[operation]
    coarse, fine = (service.coverage(api_config_override=where, by=by) for by in ("epci", "commune"))
    assert {type(cell).__name__ for cell in coarse.cells} == {"CoverageShare"}
    assert {type(cell).__name__ for cell in fine.cells} == {"CoverageCell"}
    with pytest.raises(Exception, match="404"):
        service.neighbours(api_config_override=where, id="organisation/nobody-at-all")


def _schema(operation: dict[str, Any]) -> str:
    """The name of the schema of its answer."""
    name: str = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    return name.rpartition("/")[2]
