"""What the database itself writes, so that what was computed from it is never taken for true when it is not."""

from django.db import models
from django.db.models import Q

from indgang.booking.models.resources import Resource


class BookingRevision(models.Model):
    """One row whose token the database replaces when anything but bookings changes what is free.

    A trigger (migration 0009) does it as the transaction commits, whoever writes: services, files, or somebody at the
    database. `by` is that transaction, so that thousands of rows are one change.
    """

    id = models.BooleanField(primary_key=True, default=True)
    token = models.UUIDField()
    by = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=True), name="bookingrevision_one_row")]


class TakenRevision(models.Model):
    """One row for each resource whose token the database replaces with every change to what is taken of it.

    A trigger (migration 0009) does it with the change. Who changes that holds the lock of the resource, so nobody
    ever waits for this row, and no order of locks is added.
    """

    resource = models.OneToOneField(Resource, on_delete=models.CASCADE, primary_key=True, related_name="+")
    token = models.UUIDField()
