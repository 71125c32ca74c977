# SPDX-License-Identifier: AGPL-3.0-or-later
"""Files of the field brought in: read as facts of a source, shown before they are written, taken in one change."""

from __future__ import annotations

from graph.deliveries.aside import aside_table, told
from graph.deliveries.delivered import Delivered, DeliveredThing
from graph.deliveries.facts import facts_of
from graph.deliveries.judging import DeliveryChoices, DeliveryJudge, JudgedDelivery, WhenFaulty, WhenGone
from graph.deliveries.opening import (
    DeliveryQuestion,
    DeliveryRequest,
    KnownSource,
    OpenDelivery,
    known_sources,
    open_delivery,
    stated_day,
)
from graph.deliveries.origin import KEY, DeliveryOrigin, KnownCard, known_cards
from graph.deliveries.preview import DeliveryPreview, Fate, FieldChange, ThingPreview, preview_of
from graph.deliveries.remembered import mapping_file, remember
from graph.deliveries.taking import Taken, take

__all__ = [
    "KEY",
    "Delivered",
    "DeliveredThing",
    "DeliveryChoices",
    "DeliveryJudge",
    "DeliveryOrigin",
    "DeliveryPreview",
    "DeliveryQuestion",
    "DeliveryRequest",
    "Fate",
    "FieldChange",
    "JudgedDelivery",
    "KnownCard",
    "KnownSource",
    "OpenDelivery",
    "Taken",
    "ThingPreview",
    "WhenFaulty",
    "WhenGone",
    "aside_table",
    "facts_of",
    "known_cards",
    "known_sources",
    "mapping_file",
    "open_delivery",
    "preview_of",
    "remember",
    "stated_day",
    "take",
    "told",
]
