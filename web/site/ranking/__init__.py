# SPDX-License-Identifier: AGPL-3.0-or-later
"""How answers are ranked, and what other weights would change."""
