# SPDX-License-Identifier: AGPL-3.0-or-later
"""The directory taken where there is no internet: a whole copy of it in a folder of its own, under the same base."""
