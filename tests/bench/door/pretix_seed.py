"""Runs in pretix's environment: an event with so many paid positions, and a device that may check them in.

Prints one JSON document: the device's token, the check-in list, and the secret of each position. Made through pretix's own
models, each position in an order of its own as its shop would make them.
"""

import json
import os
import sys
from datetime import timedelta
from decimal import Decimal

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pretix.settings")
django.setup()

from django.db import transaction  # noqa: E402 - Django wants to be set up before its models are imported
from django.utils.timezone import now  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402
from pretix.base.models import Device, Event, Order, OrderPosition, Organizer  # noqa: E402

_AT_ONCE = 1_000


def seed(count: int) -> dict[str, object]:
    """Make the event."""
    begins = now() + timedelta(hours=1)
    organizer = Organizer.objects.create(name="Bench", slug="bench")
    event = Event.objects.create(
        organizer=organizer,
        name="Nachtdruck",
        slug="nachtdruck",
        currency="EUR",
        live=True,
        date_from=begins,
        date_to=begins + timedelta(hours=8),
        plugins="",
    )
    item = event.items.create(name="Abendkasse", default_price=Decimal("12.00"), admission=True)
    checkin_list = event.checkin_lists.create(name="Haupteingang", all_products=True)
    device = Device.objects.create(
        organizer=organizer,
        device_id=1,
        name="Telefon",
        all_events=True,
        initialized=now(),
        api_token="bench" * 8,
        security_profile="pretixscan",
    )
    channel = organizer.sales_channels.get(identifier="web")
    secrets: list[str] = []
    for first in range(0, count, _AT_ONCE):
        orders = Order.objects.bulk_create(
            Order(
                organizer=organizer,
                event=event,
                code=f"B{number:06d}",
                status=Order.STATUS_PAID,
                email=f"guest{number}@example.org",
                locale="en",
                datetime=now(),
                expires=begins,
                total=Decimal("12.00"),
                sales_channel=channel,
            )
            for number in range(first, min(first + _AT_ONCE, count))
        )
        positions = [
            OrderPosition(
                organizer=organizer,
                order=order,
                item=item,
                price=Decimal("12.00"),
                tax_rate=Decimal("0.00"),
                tax_value=Decimal("0.00"),
                attendee_name_parts={"_scheme": "full", "full_name": "Käthe Kollwitz"},
                secret=f"{order.code.lower()}{os.urandom(12).hex()}",
                pseudonymization_id=order.code,
            )
            for order in orders
        ]
        OrderPosition.objects.bulk_create(positions)
        secrets += [position.secret for position in positions]
    return {
        "organizer": organizer.slug,
        "token": device.api_token,
        "list_id": checkin_list.pk,
        "secrets": secrets,
    }


if __name__ == "__main__":
    with scopes_disabled(), transaction.atomic():
        found = seed(int(sys.argv[1]))
    json.dump(found, sys.stdout)
