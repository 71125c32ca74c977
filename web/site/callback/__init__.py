# SPDX-License-Identifier: AGPL-3.0-or-later
"""Being called back: asked on this site, mailed to whoever said that they call back, and erased."""
