# SPDX-License-Identifier: AGPL-3.0-or-later
"""Corrections that come from other sites of this product, and what became of them."""
