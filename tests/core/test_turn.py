"""Credentials for TURN, against a value worked out with another program."""

from datetime import UTC, datetime

from indgang.core.turn import credentials


def test_the_password_is_what_openssl_makes_of_the_user_name() -> None:
    found = credentials("hemmelig", "12-citizen-1", datetime(2027, 1, 4, 9, tzinfo=UTC))
    assert found.user == "1799067600:12-citizen-1"
    # printf %s '1799067600:12-citizen-1' | openssl dgst -sha1 -hmac hemmelig -binary | base64
    assert found.password == "7bzHX823MUqbaK+zf9tPdVAUYKw="
