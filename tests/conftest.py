"""Fixtures that every test may ask for."""

import os

import pytest
from django.conf import settings
from django.test import TransactionTestCase

from indgang.queue.queries.kept import forget
from tests import kept
from tests.cast import Cast, build

pytest_plugins = ["tests.browser", "tests.database", "tests.properties"]


def pytest_configure(config: pytest.Config) -> None:
    """Settings that only tests need: files straight from the sources, and a password hash that costs nothing.

    Django leaves the (empty) body of a stream that the browser drops to the garbage collector.
    """
    config.addinivalue_line("filterwarnings", "ignore:Unclosed file <.*SpooledTemporaryFile:ResourceWarning")
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Many clients at once on a slow machine may wait long for a connection.
    settings.DATABASES["default"]["OPTIONS"]["pool"]["timeout"] = 60
    _let_tests_that_commit_empty_quickly()
    # Playwright's loop runs in the thread of the tests, where Django would else refuse to ask the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


def _let_tests_that_commit_empty_quickly(name: str = "_fixture_teardown") -> None:
    flush = getattr(TransactionTestCase, name)

    def empty(case: TransactionTestCase) -> None:
        if kept.may_leave_triggers_out():
            kept.empty_all()
        else:
            flush(case)

    setattr(TransactionTestCase, name, empty)


@pytest.fixture
def cast(db: None) -> Cast:
    """The named cast, in the database of this test."""
    return build()


@pytest.fixture(autouse=True)
def no_wait_is_kept() -> None:
    """What a process keeps for a moment belongs to the data of one test."""
    forget()
