"""The secret of one embedded AWS: whoever can read its file is its administrator, and nobody else on the machine is.

Long-term keys, the header of the control URLs and the signatures of identity tokens follow from it. It lies beside the
state as the file `secret`, which only its owner reads, and stays for as long as the state does.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from embedded_aws.service import Keys

ADMINISTRATOR, USERS = "admin", ("dana", "eli")
"""Who exists from the start, besides each account's root."""
FILE = "secret"
HEADER = "X-Embedded-Secret"


@dataclass(frozen=True)
class Secret:
    """What the file holds."""

    text: str = field(repr=False)

    def keys(self, kind: str, account: str) -> Keys:
        """Long-term credentials of `root`, `admin`, `dana` or `eli`, obviously not AWS's: `AKIAROOT111122223333`."""
        name = f"{kind.upper():X<4.4}"
        return Keys(f"AKIA{name}{account}", f"local-{kind}-{self._digest(f'{kind}/{account}').hex()[:32]}")

    def opens(self, given: str) -> bool:
        """Whether this is the secret; takes as long for a guess that is nearly right as for any other."""
        return hmac.compare_digest(given.encode(), self.text.encode())

    def sign(self, words: str) -> str:
        """The third part of an identity token whose first two these are."""
        return base64.urlsafe_b64encode(self._digest(words)).decode().rstrip("=")

    def _digest(self, words: str) -> bytes:
        return hmac.digest(self.text.encode(), words.encode(), hashlib.sha256)


def new_secret() -> Secret:
    """One that nobody has seen."""
    return Secret(secrets.token_urlsafe(32))


def read_secret(folder: Path) -> Secret:
    """The secret of a state, made with its first start; raises OSError where it cannot be read or made."""
    path = folder / FILE
    if not path.exists():
        part = folder / f"{FILE}.{os.getpid()}.{threading.get_ident()}.part"
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            file.write(new_secret().text)
        # Of several that start at once the first one's counts, and nobody reads half of it.
        with suppress(FileExistsError):
            os.link(part, path)
        part.unlink()
    return Secret(path.read_text(encoding="utf-8").strip())
