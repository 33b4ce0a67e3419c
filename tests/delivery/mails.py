"""Parcels for the tests of mail."""

from pathlib import Path
from typing import Any

from warroom.delivery.parcel import Enclosure, Parcel
from warroom.state.revisions import NUMBER, Body, Content, Section

ZH = Body(
    "zh",
    f"[1122-K7Q] 刷卡支付部分失败，第{NUMBER}次通报",
    (
        Section("opening", "尊敬的业主：\n\n现将事件 1122-K7Q 的处理情况通报如下。"),
        Section("impact", "**影响：** 欧洲约 12 % 的刷卡支付失败，其余功能正常。"),
        Section(
            "actions", "正在处理：\n- 两名工程师正在把流量切换到备用库。责任人：值班组长。\n- 与银行核对失败订单。"
        ),
        Section("next_update", "下次通报：14:20（北京时间）之前。"),
        Section("contact", "联系人：现场负责人，+86 138 0013 8000。"),
        Section("closing", "特此通报\n项目组\n2026年11月22日"),
    ),
)
EN = Body(
    "en",
    f"[1122-K7Q] Card payments fail, update #{NUMBER}",
    (
        Section("opening", f"This is update #{NUMBER} on 1122-K7Q."),
        Section("impact", "**Impact:** 12 % of your card payments in the EU fail; everything else works."),
        Section(
            "actions",
            "What we are doing:\n- Two engineers are moving the traffic to the standby database.\n"
            "- We check the failed orders with the bank; see [our page](https://status.example/1122?a=1&b=2).",
        ),
        Section("next_update", "Next update: 06:20 UTC or earlier."),
        Section("closing", "Kind regards,\nThe incident team"),
    ),
)


def parcel(contact: str = "li@acme.example", **more: Any) -> Parcel:
    """Update 2 for one address, in English."""
    made: dict[str, Any] = {
        "key": "3f2a9c01b2d44e5f8a6b7c8d9e0f1a2b",
        "room": "1122-K7Q",
        "owner": "Acme",
        "channel": "email",
        "number": 2,
        "content": Content(bodies=(EN,)),
        "langs": (),
        "made_at": "2026-11-22T06:05:00.123456Z",
    }
    return Parcel(contact=contact, **{**made, **more})


def saying(text: str, title: str = "[1122-K7Q] Card payments", lang: str = "en") -> Content:
    """A content of one section."""
    return Content(bodies=(Body(lang, title, (Section("free", text),)),))


def enclosure(folder: Path, name: str, data: bytes, media_type: str = "application/octet-stream") -> Enclosure:
    """A file that goes along; it lies under another name, as in a room."""
    path = folder / f"{len(list(folder.iterdir())):064}"
    path.write_bytes(data)
    return Enclosure(name=name, path=path, media_type=media_type)
