# SPDX-License-Identifier: AGPL-3.0-or-later
"""What pages show, as frozen dataclasses built from the dataset and the model."""
