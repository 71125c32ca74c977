# SPDX-License-Identifier: AGPL-3.0-or-later
"""The addresses under `/api/v1`, each answered from its typed document."""
