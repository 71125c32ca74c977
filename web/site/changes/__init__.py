# SPDX-License-Identifier: AGPL-3.0-or-later
"""What changed since a page was made, for the pages that stay open."""
