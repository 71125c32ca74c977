# SPDX-License-Identifier: AGPL-3.0-or-later
"""Where the telephones of a room join a workshop, and send what they know to the wall."""
