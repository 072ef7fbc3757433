"""Rooms of the contact screen: who sits in them, what is written there, and what the two browsers tell each other.

What is said and shown goes from browser to browser and is stored nowhere. What is written is sealed, and deleted when
the room ends.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

CODE_LENGTH = 12
NAME_LENGTH = 60


class Side(models.TextChoices):
    """The two sides of a room."""

    CITIZEN = "citizen", _("the citizen's side")
    SPECIALIST = "specialist", _("the specialist")

    @property
    def other(self) -> "Side":
        """The one opposite."""
        return Side.SPECIALIST if self is Side.CITIZEN else Side.CITIZEN


class RoomKind(models.TextChoices):
    """Where the citizen sits."""

    DESK = "desk", _("at a desk")
    BRANCH = "branch", _("at a screen of a branch or the bus")
    HOME = "home", _("at home")


class RoomState(models.TextChoices):
    """How a room stands: it rings at a unit, a specialist has it, it is over."""

    RINGING = "ringing", _("rings")
    OPEN = "open", _("open")
    ENDED = "ended", _("over")


class EndReason(models.TextChoices):
    """Why a room is over."""

    LEFT = "left", _("somebody hung up")
    CANCELLED = "cancelled", _("the citizen's side gave up waiting")
    UNANSWERED = "unanswered", _("nobody answered")
    IDLE = "idle", _("both sides were gone")


class SheetKind(models.TextChoices):
    """What both sides look at together."""

    NOTHING = "", _("nothing")
    PLAY = "play", _("the page of a task")
    FORM = "form", _("a form")
    AGREED = "agreed", _("what we have agreed")


class Room(models.Model):
    """One meeting by screen.

    `lifeline` is the unit that was asked for, `asked` the one at which it rings since `asked_at`: its deputy once
    everybody has said "not now" or too long has passed, none when nobody is left. `host` is the specialist, from the
    moment one has accepted. `contact` counts the specialist's time, `attempt` that its lifeline was tried.
    `good_until`: until when an invitation opens. A room of an `appointment` rings at nobody: whoever meets the citizen
    opens it.
    """

    code = models.CharField(max_length=CODE_LENGTH)
    kind = models.CharField(max_length=8, choices=RoomKind.choices)
    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey("organisation.Desk", on_delete=models.SET_NULL, null=True, related_name="+")
    task = models.ForeignKey("catalogue.Task", on_delete=models.SET_NULL, null=True, related_name="+")
    lifeline = models.ForeignKey(
        "organisation.Lifeline", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    asked = models.ForeignKey("organisation.Lifeline", on_delete=models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    host = models.ForeignKey("organisation.Person", on_delete=models.PROTECT, null=True, related_name="+")
    contact = models.OneToOneField("contact.Contact", on_delete=models.SET_NULL, null=True, related_name="+")
    attempt = models.ForeignKey(
        "contact.LifelineAttempt", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    appointment = models.ForeignKey(
        "booking.Appointment", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    language = models.CharField(max_length=5, default="da")
    state = models.CharField(max_length=8, choices=RoomState.choices)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=12, choices=EndReason.choices, blank=True)
    good_until = models.DateTimeField(null=True)
    sheet = models.CharField(max_length=8, choices=SheetKind.choices, blank=True)
    sheet_version = models.PositiveIntegerField(null=True)
    pointed = models.CharField(max_length=NAME_LENGTH, blank=True)
    pointed_by = models.CharField(max_length=12, choices=Side.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="room_code_unique"),
            models.UniqueConstraint(
                fields=["appointment"], condition=~Q(state="ended"), name="room_one_open_for_each_appointment"
            ),
            models.CheckConstraint(condition=Q(kind__in=RoomKind.values), name="room_kind_known"),
            models.CheckConstraint(condition=Q(state__in=RoomState.values), name="room_state_known"),
            models.CheckConstraint(
                condition=~Q(state="ringing") | Q(host__isnull=True, answered_at__isnull=True),
                name="room_that_rings_has_no_host",
            ),
            models.CheckConstraint(
                condition=~Q(state="open") | Q(host__isnull=False, answered_at__isnull=False),
                name="room_that_is_open_has_host",
            ),
            models.CheckConstraint(
                condition=(Q(state="ended", ended_at__isnull=False) & ~Q(end_reason=""))
                | (~Q(state="ended") & Q(ended_at__isnull=True, end_reason="")),
                name="room_ended_has_time_and_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "asked"], name="room_by_asked", condition=~Q(state="ended")),
            models.Index(fields=["host"], name="room_by_host", condition=~Q(state="ended")),
        ]


class Seat(models.Model):
    """A side of a room. `generation` counts the windows that have taken the seat; only the newest one holds it."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="seats")
    side = models.CharField(max_length=12, choices=Side.choices)
    generation = models.PositiveIntegerField(default=0)
    heard_at = models.DateTimeField(null=True)
    has_left = models.BooleanField(default=False)
    camera = models.BooleanField(default=False)
    microphone = models.BooleanField(default=False)
    field = models.CharField(max_length=NAME_LENGTH, blank=True, help_text="Where this side writes now.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["room", "side"], name="seat_one_for_each_side")]


class Signal(models.Model):
    """What one browser tells the other to find the way to it. Deleted when it is taken."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="signals")
    to_side = models.CharField(max_length=12, choices=Side.choices)
    to_generation = models.PositiveIntegerField()
    from_generation = models.PositiveIntegerField()
    body = models.TextField(help_text="Sealed: it holds network addresses.")
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["room", "to_side"], name="signal_by_seat")]


class Line(models.Model):
    """A line that one side wrote to the other, sealed; deleted with the room's end."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="lines")
    side = models.CharField(max_length=12, choices=Side.choices)
    text = models.TextField()
    at = models.DateTimeField()


class Entry(models.Model):
    """A value of the sheet that both write in, sealed; deleted with the room's end.

    `version` grows with each write and the last one holds. `lost` is what the other side wrote at the same time, and
    who did. A confirmation is the citizen's; a later change takes it back, and `was_confirmed` says so.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="entries")
    name = models.CharField(max_length=NAME_LENGTH)
    value = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    side = models.CharField(max_length=12, choices=Side.choices)
    changed_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    was_confirmed = models.BooleanField(default=False)
    lost = models.TextField(blank=True)
    lost_side = models.CharField(max_length=12, choices=Side.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "name"], name="entry_once_for_each_field"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True) | Q(was_confirmed=False),
                name="entry_confirmed_or_taken_back",
            ),
        ]


class Refusal(models.Model):
    """Somebody behind a lifeline said "not now"; it rings no more at them."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="refusals")
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["room", "person"], name="refusal_once_for_each_person")
        ]


class RoomEventKind(models.TextChoices):
    """What happens to a room."""

    MADE = "made", _("made")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", _("not now")
    PASSED_ON = "passed_on", _("passed on to the deputy")
    JOINED = "joined", _("joined")
    LEFT = "left", _("left")
    KEPT = "kept", _("answers taken over")
    ENDED = "ended", _("over")


class RoomEvent(models.Model):
    """What happened in a room, without anything that was said, shown or written. Never changed afterwards."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=RoomEventKind.choices)
    side = models.CharField(max_length=12, choices=Side.choices, blank=True)
    person = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["room", "at"], name="roomevent_by_room")]
