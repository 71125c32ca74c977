# SPDX-License-Identifier: AGPL-3.0-or-later
"""The domain: model, journal, store, search, referral and mind maps; knows nothing of the web."""
