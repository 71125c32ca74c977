# SPDX-License-Identifier: AGPL-3.0-or-later
"""The command line: one file a command, whose object is called `command`; found by itself."""

from __future__ import annotations

from flask import Flask

from graph.plugins import discover


def register(app: Flask) -> None:
    """Adds the commands to `flask`."""
    for command in discover("web.cli", "command", lambda command: command.name):
        app.cli.add_command(command)
