# SPDX-License-Identifier: AGPL-3.0-or-later
"""How the vocabulary grows from what people type: words counted without anybody, then accepted by a moderator."""
