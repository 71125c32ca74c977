# SPDX-License-Identifier: AGPL-3.0-or-later
"""How professionals enter before accounts exist: signed links that serve once, and the sessions they open."""
