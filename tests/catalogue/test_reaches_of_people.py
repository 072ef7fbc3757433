"""The reach of many people at once is the reach of each by themselves."""

from indgang.catalogue.queries import reach_of, reaches_of, reaches_of_people
from tests.cast import Cast


def test_many_at_once_is_each_by_themselves(cast: Cast) -> None:
    ids = [person.pk for person in (cast.maja, cast.bo, cast.signe, cast.karen, cast.leif)]
    cast.bo.is_active = False
    cast.bo.save()
    for site in (cast.magion, cast.town_hall):
        together = reaches_of_people(person_ids=ids, site=site)
        assert together == {pk: reaches_of(person_id=pk, site=site) for pk in ids}
        one = reaches_of_people(person_ids=ids, site=site, task="pas-voksen")
        assert {pk: list(reaches.values()) for pk, reaches in one.items()} == {
            pk: [reach_of(person_id=pk, task="pas-voksen", site=site)] for pk in ids
        }
    assert reaches_of_people(person_ids=ids, site=cast.magion, task="nothing") == {pk: {} for pk in ids}
