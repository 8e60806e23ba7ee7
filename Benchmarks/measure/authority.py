"""A certificate authority of our own, so that relays check the origin's certificate as they would YouTube's."""

import os
import subprocess

# What the relays would trust anyway; together they are as long a list as in everyday use.
_SYSTEM = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem"]


class Authority:
    """A key and a certificate for 127.0.0.1, and the file of authorities that vouches for it."""

    def __init__(self, folder):
        os.makedirs(folder)
        self.key = os.path.join(folder, "origin.key")
        self.certificate = os.path.join(folder, "origin.pem")
        self.trusted = os.path.join(folder, "trusted.pem")
        own_key, own = os.path.join(folder, "authority.key"), os.path.join(folder, "authority.pem")
        new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
        self._openssl(
            "req", "-x509", *new_key, "-subj", "/CN=ytmpd-tui benchmark authority", "-keyout", own_key, "-out", own
        )
        self._openssl(
            "req", "-x509", *new_key, "-subj", "/CN=127.0.0.1", "-CA", own, "-CAkey", own_key,
            "-addext", "subjectAltName=IP:127.0.0.1", "-addext", "basicConstraints=critical,CA:FALSE",
            "-keyout", self.key, "-out", self.certificate,
        )  # fmt: skip
        with open(self.trusted, "wb") as trusted:
            for path in [next(filter(os.path.exists, _SYSTEM), None), own]:
                if path is not None:
                    with open(path, "rb") as file:
                        trusted.write(file.read())

    @staticmethod
    def _openssl(*arguments):
        done = subprocess.run(["openssl", *arguments], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"openssl {arguments[0]} failed:\n{done.stderr}")
