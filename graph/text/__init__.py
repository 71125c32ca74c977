# SPDX-License-Identifier: AGPL-3.0-or-later
"""Words and days as people write them: folding, dates in words, sentences."""
