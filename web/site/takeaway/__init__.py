# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map as a file, a link, or a frame in another site."""
