"""Contacts of an owner as people write them: name, mail addresses, telephone numbers, handles, what they are. Pure."""

import re
from typing import Final

from warroom.errors import BadInput
from warroom.grammar.marks import fold_width, shortened
from warroom.state.owners import Contact

FORM: Final = "Li Wei li@acme.example +86 138 0013 8000 site manager!"
"""What every refusal and help shows."""
BETWEEN: Final = " / "
"""Stands between several addresses of one person."""
_PARTED: Final = re.compile(r"[,，、;；\n](?![^<]*>)")
_BRACKETS: Final = re.compile(r"<([^<>]*)>")
_LABEL: Final = r"(?:(?:e-?mail|mail|tel(?:ephone)?|phone|mobile|cell|fax|邮箱|邮件|电话|手机)\.?\s*[::]?\s*)?"
_SERVICES: Final = "wechat|weixin|微信|qq|skype|telegram|slack|teams|whatsapp|signal|line|飞书|钉钉|企业微信"
_ADDRESS: Final = re.compile(
    rf"{_LABEL}(?:"
    r"(?P<link>\b(?:https?://|mailto:|tel:)\S+)|"
    r"(?P<mail>[^\s@<>()\[\]:\"',;]+@[\w-]+(?:\.[\w-]+)+)|"
    r"(?P<phone>(?<![\w.])(?:\+|\(\+?|\d)[\d\s().-]*\d(?:\s*(?:ext\.?|x|转)\s*\d+)?(?!\w))|"
    rf"(?P<service>(?<!\w)(?:{_SERVICES})\s*[::]\s*[^\s()]+|(?<!\w)(?:{_SERVICES})\s+(?=[^\s()]*[\d_@])[^\s()]+)|"
    r"(?P<handle>(?<!\S)@[\w.-]+)"
    r")",
    re.IGNORECASE,
)
_ROLE: Final = re.compile(r"(.+?)\s*[(（]([^()（）]+)[)）]\s*")
_ENDS: Final = " \t-–—:：|·,.…"
_FEWEST: Final = 7
"""Digits from which a number without ``+`` is a telephone's; with ``+`` from ``_FEWEST_ABROAD``."""
_FEWEST_ABROAD: Final = 5


def read_contacts(text: str) -> list[Contact]:
    """The people of a text, with commas between them; ``!`` marks who is called in emergencies.

    Mail addresses, telephone numbers, links and handles are read out wherever they stand; what stands before them is
    the name, what stands behind them what the person is. A part of addresses alone belongs to the one before. Raises
    ``BadInput`` for a part without a name.
    """
    found: list[Contact] = []
    for part in _PARTED.split(text):
        if not part.strip():
            continue
        name, role, addresses, urgent = _read(part)
        if not name and addresses and found:
            last = found.pop()
            all_of_them = _joined(last.contact, *addresses)
            found.append(Contact(last.name, last.title or role, all_of_them, last.emergency or urgent))
        elif not name and len(addresses) == 1 and "<" not in part:
            found.append(Contact(addresses[0], role, addresses[0], urgent))  # nobody said who reads it
        elif not name:
            raise BadInput(f"'{shortened(part)}' is no contact: it names nobody; write {FORM}; nothing was changed")
        else:
            found.append(Contact(name, role, _joined(*addresses), urgent))
    return found


def say_contact(one: Contact) -> str:
    """A contact as ``read_contacts`` reads it back."""
    urgent = "!" if one.emergency else ""
    if not one.contact:
        return one.name + (f" ({one.title})" if one.title else "") + urgent
    return f"{one.name} <{one.contact}>" + (f" {one.title}" if one.title else "") + urgent


def _read(part: str) -> tuple[str, str, list[str], bool]:
    """Name, what they are, addresses, and whether it is for emergencies."""
    urgent = "!" in fold_width(part)
    part = part.replace("!", " ").replace("！", " ")
    bracketed = _BRACKETS.search(part)
    if bracketed is not None:  # what people put there is the address, whatever it looks like
        name, role = part[: bracketed.start()], part[bracketed.end() :]
        address = fold_width(bracketed[1]).strip()
        if any(one in name + role for one in "<>"):
            raise BadInput(f"'{shortened(part)}' is no contact; write {FORM}; nothing was changed")
        return name.strip(_ENDS), role.strip(_ENDS), [address] if address else [], urgent
    if any(one in part for one in "<>"):
        raise BadInput(f"'{shortened(part)}' is no contact; write {FORM}; nothing was changed")
    spans = [match for match in _ADDRESS.finditer(fold_width(part)) if _is_address(match)]
    if not spans:
        return *_name_and_role(part), [], urgent
    before = part[: spans[0].start()].strip(_ENDS)
    ends = [*(match.start() for match in spans[1:]), len(part)]
    pieces = (part[match.end() : end].strip(_ENDS) for match, end in zip(spans, ends, strict=True))
    behind = " ".join(piece for piece in pieces if piece)
    addresses = [match[match.lastgroup or 0].strip() for match in spans]
    if not before:
        return *_name_and_role(behind), addresses, urgent
    name, role = _name_and_role(before)
    return name, " ".join(one for one in (role, behind) if one), addresses, urgent


def _is_address(match: re.Match[str]) -> bool:
    if match.lastgroup != "phone":
        return True
    number: str = match["phone"]
    digits = sum(letter.isdecimal() for letter in number)
    return digits >= (_FEWEST_ABROAD if "+" in number else _FEWEST)


def _name_and_role(text: str) -> tuple[str, str]:
    """``Mr Li (site manager)``."""
    plain = text.strip(_ENDS)
    match = _ROLE.fullmatch(plain)
    return (match[1].strip(), match[2].strip()) if match else (plain, "")


def _joined(*addresses: str) -> str:
    return BETWEEN.join(one for one in addresses if one)
