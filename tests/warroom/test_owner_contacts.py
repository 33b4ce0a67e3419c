"""Contacts of a plan as people write them."""

import pytest

from warroom.doing_owners import _contacts
from warroom.errors import BadInput


@pytest.mark.parametrize(
    ("written", "name", "address", "role", "urgent"),
    [
        ("Li Wei <li@acme.example> site manager", "Li Wei", "li@acme.example", "site manager", False),
        ("Li Wei <li@acme.example> site manager!", "Li Wei", "li@acme.example", "site manager", True),
        ("王工 <+86 138>", "王工", "+86 138", "", False),
        ("王工 +86 138 ！", "王工 +86 138", "", "", True),
        ("Li", "Li", "", "", False),
    ],
)
def test_a_contact_is_read_whole(written: str, name: str, address: str, role: str, urgent: bool) -> None:
    (found,) = _contacts(written)
    assert tuple(getattr(found, field) for field in found.__struct_fields__[:4]) == (name, role, address, urgent)


def test_what_can_not_be_read_is_refused() -> None:
    with pytest.raises(BadInput, match="is no contact"):
        _contacts("<li@acme.example>")
