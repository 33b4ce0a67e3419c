"""The mail addresses among what people wrote of a contact. Pure, and light: counting deliveries asks it."""

import re
from typing import Final

from warroom.state.owners import Contact

_BESIDE: Final = r"\s<>,;，；、。:：()（）\"'@"
_ADDRESS: Final = re.compile(rf"(?<!@)[^{_BESIDE}]+@[^{_BESIDE}]*[^{_BESIDE}.](?!@|[^{_BESIDE}.])")


def addresses(contact: Contact) -> list[str]:
    """The mail addresses among what people wrote of a contact."""
    return list(dict.fromkeys(_ADDRESS.findall(contact.contact)))
