# SPDX-License-Identifier: AGPL-3.0-or-later
"""The card of a thing, with those of a tool and of a need."""
