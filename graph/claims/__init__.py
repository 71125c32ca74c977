# SPDX-License-Identifier: AGPL-3.0-or-later
"""« C’est ma structure »: somebody claims a card and proves an address; a moderator decides, all is forgotten."""
