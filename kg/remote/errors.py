"""Why a remote store gives no answer."""

from __future__ import annotations

from kg.errors import KgError


class RemoteError(KgError):
    """The remote store gives no answer that could be passed on; subclasses say why."""


class RemoteUnreachable(RemoteError):
    """Nobody answers at the remote store's address, or it is out of service for now."""


class RemoteBroken(RemoteError):
    """The remote store answers with what is no answer to a query."""


class RemoteTimeout(RemoteError):
    """The remote store did not answer within the time limit of one query."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            f"the store did not answer within {seconds:g} s, the limit for one query — "
            f"make the query more selective, or add a LIMIT"
        )


#: By the names under which a query worker passes them on.
REMOTE_ERRORS: dict[str, type[RemoteError]] = {
    each.__name__: each for each in (RemoteUnreachable, RemoteBroken)
}
