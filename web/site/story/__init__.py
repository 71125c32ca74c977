# SPDX-License-Identifier: AGPL-3.0-or-later
"""Stories: views of the map in order, with what each tells."""
