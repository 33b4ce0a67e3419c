"""The channel ``email``: one mail for one address through the mail server of ``channels.toml``."""

from collections.abc import Mapping

from warroom.delivery.carrier import Fault, Way
from warroom.delivery.mail import settings as known
from warroom.delivery.mail.message import Sender, enclosed, letter, said
from warroom.delivery.parcel import Parcel
from warroom.delivery.receipt import Receipt
from warroom.delivery.scrubbing import scrub


class MailCarrier:
    """Mail."""

    channel = "email"
    secret_settings = known.SECRETS

    def faults(self, where: str, settings: Mapping[str, object]) -> list[Fault]:
        """What is wrong with a mail server's settings."""
        return known.faults(where, settings)

    def parts(self, parcel: Parcel) -> list[str]:
        """Subject and text, as a mail program shows them; a mail is never split."""
        subject, text, _ = said(parcel)
        return [f"{subject}\n\n{text}"]

    def send(self, parcel: Parcel, way: Way) -> Receipt:
        """Hand one mail over. ``not_sent`` and ``rejected`` are certain; what is not is ``unknown``."""
        try:
            settings = known.read(way.settings)
        except ValueError as error:
            return Receipt(outcome="not_sent", stage="settings", text=scrub(str(error), way.secrets))
        try:
            mail = letter(parcel, Sender(settings.sender, settings.reply_to, settings.plus), enclosed(parcel))
        except ValueError as error:
            return Receipt(outcome="not_sent", stage="recipient", text=scrub(str(error), way.secrets))
        # Imported here: a start-up and a look at the settings need neither smtplib nor ssl.
        from warroom.delivery.mail.smtp import Attempt

        return Attempt(settings, way.secrets).receipt(mail)


CARRIER = MailCarrier()
