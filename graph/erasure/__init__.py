# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forgetting for good: what is found over all that is kept, and how it leaves every place at once."""
