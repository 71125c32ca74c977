# SPDX-License-Identifier: AGPL-3.0-or-later
"""What commands of invitations share: the gate alone, and an invitation as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graph.entry.roles import roles
from web.app.ecosystem import current_ecosystem

if TYPE_CHECKING:
    from graph.entry.gate import Gate
    from graph.entry.invitations import Invitation
    from graph.entry.sessions import Session


@contextmanager
def gate() -> Iterator[Gate]:
    """The gate alone: the facts are not needed."""
    ecosystem = current_ecosystem()
    try:
        yield ecosystem.gate
    finally:
        ecosystem.close()


def invitation_document(item: Invitation, session: Session | None) -> dict[str, Any]:
    """An invitation, and the session it opened."""
    moments = {name: getattr(item, name) for name in ("created", "expires", "used", "revoked")}
    return {
        "number": item.number,
        "role": item.role,
        "rights": list(roles()[item.role].rights) if item.role in roles() else [],
        **{name: at and at.isoformat() for name, at in moments.items()},
        "session": session
        and {
            "opened": session.opened.isoformat(),
            "seen": session.seen.isoformat(),
            "expires": session.expires.isoformat(),
        },
    }
