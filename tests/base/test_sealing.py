import pytest
from django.test import override_settings

from indgang.base.sealing import Unreadable, fingerprints, resealed, seal, unseal


def test_a_sealed_text_shows_nothing_and_opens_again():
    sealed = seal("Åse Ærø, 20 12 34 56")
    assert "Åse" not in sealed
    assert "20 12" not in sealed
    assert sealed != seal("Åse Ærø, 20 12 34 56")
    assert unseal(sealed) == "Åse Ærø, 20 12 34 56"
    assert seal("") == "" == unseal("") == resealed("")


def test_a_new_key_in_front_still_opens_what_the_old_one_sealed():
    with override_settings(SEALING_KEYS=["old"]):
        sealed, print_ = seal("Åse"), fingerprints("Åse", "name")[0]
    with override_settings(SEALING_KEYS=["new", "old"]):
        assert unseal(sealed) == "Åse"
        assert print_ in fingerprints("Åse", "name")
        moved = resealed(sealed)
    with override_settings(SEALING_KEYS=["new"]):
        assert unseal(moved) == "Åse"
        with pytest.raises(Unreadable):
            unseal(sealed)
        with pytest.raises(Unreadable):
            resealed(sealed)


def test_fingerprints_of_two_purposes_never_agree():
    assert fingerprints("Åse", "name") != fingerprints("Åse", "town")
    assert fingerprints("Åse", "name") == fingerprints("Åse", "name")
