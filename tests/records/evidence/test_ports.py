"""What the desk, the menu and the search index learn of the file room, and whose room it is."""

from __future__ import annotations

from datetime import date

import pytest

from tests import factories
from tests.records.evidence.conftest import upload
from wangyu.base.core.access import Refused
from wangyu.base.core.roles import Role, Tier
from wangyu.base.lib.ports import documents
from wangyu.records.evidence import access, ops, tables
from wangyu.records.evidence.models import Classification, File
from wangyu.records.evidence.ports import todo


def test_the_desk_names_files_in_use_about_to_end(file, use, keeper, province, now) -> None:
    use(file)
    File.objects.update(expires_on=date(2026, 3, 20))
    assert [item.title for item in todo(keeper, now)] == ["佐证材料“照片”即将到期，请换新"]
    assert list(todo(factories.actor(Role.PROVINCE_OFFICER, province), now)) == []


def test_the_index_is_made_of_what_is_not_sensitive(file, add) -> None:
    secret = add("密.png")
    File.objects.filter(pk=secret.pk).update(classification=Classification.SENSITIVE)
    assert [one.title for one in documents.get("evidence")()] == ["照片"]


def test_a_department_keeps_a_room_of_its_own(university, now) -> None:
    department = factories.organisation(university, Tier.DEPARTMENT, "文学院")
    actor = factories.actor(Role.DEPARTMENT_OFFICER, department)
    room = access.own_room(actor)
    made, _ = ops.add_file(organisation=room, upload=upload(), actor=actor, now=now)
    assert access.access_own_file(actor, made.pk).organisation == department


def test_a_new_file_goes_into_the_room_of_what_it_proves(
    keeper, university, other_university
) -> None:
    assert access.access_room(keeper, university.path) == university
    with pytest.raises(Refused, match="不能查看材料室"):
        access.access_room(keeper, other_university.path)


SIZES = [
    (0, "0 B"),
    (1023, "1023 B"),
    (1024, "1 KB"),
    (5 * 1024**2, "5 MB"),
    (3 * 1024**4, "3072 GB"),
]


@pytest.mark.parametrize(("size", "shown"), SIZES)
def test_a_size_is_in_the_unit_people_use(size, shown) -> None:
    assert tables.size_label(size) == shown


DAYS = [(None, ""), (date(2026, 3, 4), "bad"), (date(2026, 3, 5), "ok")]


@pytest.mark.parametrize(("end", "tone"), DAYS)
def test_validity_is_over_on_the_day_after(end, tone) -> None:
    assert tables.expiry_tone(File(expires_on=end), date(2026, 3, 5)) == tone
    assert tables.kind_label("font/otf") == "其他"
