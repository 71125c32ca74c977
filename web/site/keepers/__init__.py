# SPDX-License-Identifier: AGPL-3.0-or-later
"""A card kept right by whoever it is about: by a mailed link, without an account."""
