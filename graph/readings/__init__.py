# SPDX-License-Identifier: AGPL-3.0-or-later
"""Readings: facts made into one frozen object for each subject, that page, JSON and command line show alike."""
