# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts that read the Human Services Data Specification."""
