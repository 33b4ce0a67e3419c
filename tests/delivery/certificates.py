"""Certificates made while a test runs, by a CA of its own: nothing of them is kept."""

import ssl
import subprocess
from pathlib import Path


def _openssl(*words: str) -> None:
    subprocess.run(("openssl", *words), check=True, capture_output=True, timeout=30)


class Authority:
    """A CA, and servers' certificates that it signed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self.ca = folder / "ca.pem"
        """What a client is told to trust."""
        self._key = folder / "ca.key"
        _openssl(
            *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", str(self._key), "-out", str(self.ca), "-days", "2", "-subj", "/CN=warroom test CA"),
            *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        )

    def context(self, *hosts: str, days: int = 2) -> ssl.SSLContext:
        """A server's side for these hosts (none: localhost and 127.0.0.1); ``days`` -1: it is over already."""
        names = hosts or ("localhost", "127.0.0.1")
        base = self._folder / f"{len(list(self._folder.iterdir()))}"
        request, key, made, more = (base.with_suffix(one) for one in (".csr", ".key", ".pem", ".cnf"))
        san = ",".join(f"{'IP' if one[0].isdecimal() else 'DNS'}:{one}" for one in names)
        more.write_text(
            f"subjectAltName={san}\nextendedKeyUsage=serverAuth\n"
            "subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n",
            "ascii",
        )
        _openssl(
            *("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"),
            *("-keyout", str(key), "-out", str(request), "-subj", f"/CN={names[0]}"),
        )
        _openssl(
            *("x509", "-req", "-in", str(request), "-CA", str(self.ca), "-CAkey", str(self._key), "-CAcreateserial"),
            *("-out", str(made), "-days", str(days), "-extfile", str(more)),
        )
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(made, key)
        return context
