# SPDX-License-Identifier: AGPL-3.0-or-later
"""« C’est ma structure »: a card claimed by whoever it is of, without an account, and an address proven by mail."""
