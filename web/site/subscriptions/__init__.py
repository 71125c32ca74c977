# SPDX-License-Identifier: AGPL-3.0-or-later
"""The news by mail: asked, confirmed, changed and stopped."""
