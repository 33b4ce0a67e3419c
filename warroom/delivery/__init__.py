"""The outbox and the ways out: who gets what by which channel, one module per channel, and what came of it.

No socket is opened, and no heavy module (``smtplib``, ``ssl``, ``email``, ``http``) imported, before somebody sends.
"""
