# SPDX-License-Identifier: AGPL-3.0-or-later
"""The mind map, on the canvas, as an outline, and as a drawing."""
