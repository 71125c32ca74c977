# SPDX-License-Identifier: AGPL-3.0-or-later
"""Forms drawn from the shapes of the ontology, and what is typed in them as proposals; no HTML."""
