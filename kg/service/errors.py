"""Why the query service gives no answer."""

from __future__ import annotations

from kg.errors import KgError


class QueryTimeout(KgError):
    """The query ran into its wall-clock limit and was ended."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(
            f"the query was ended after {seconds:g} s, the limit for one query — "
            f"make it more selective, or add a LIMIT"
        )


class WorkerCrashed(KgError):
    """The process that ran the query died of it; others are not affected."""

    def __init__(self) -> None:
        super().__init__(
            "the query ended the process that ran it, most often by needing more memory than one "
            "query may take, or than is left beside others — make it more selective"
        )


class ServiceBusy(KgError):
    """No worker was free within the queue's deadline, or the service is not running."""

    def __init__(self, retry_after: int, reason: str = "every query worker is busy") -> None:
        self.retry_after = retry_after
        super().__init__(f"{reason} — try again in {retry_after} s")


class ClientGone(KgError):
    """Whoever asked waits no longer; the query was ended."""

    def __init__(self) -> None:
        super().__init__("the client closed its connection, so that its query was ended")


class ServiceFailed(KgError):
    """The query service did not start."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the query service did not start: {reason}")
