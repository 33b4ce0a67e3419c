"""Lark: Feishu at ``open.larksuite.com``, with the same requests and answers."""

from typing import Final

from warroom.delivery.channels.feishu import Feishu

CARRIER: Final = Feishu("lark")
