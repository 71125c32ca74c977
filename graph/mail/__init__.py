# SPDX-License-Identifier: AGPL-3.0-or-later
"""Letters that leave by mail: kept until they have, tried again, and forgotten."""

from graph.mail.letters import Letter as Letter
from graph.mail.outbox import Outbox as Outbox
