"""Looking names up in the DNS, for `recognise`: short time-outs, and a failure only means that nothing is known."""

from __future__ import annotations

from collections.abc import Sequence

import dns.exception
import dns.resolver

from agent.setup.recognise import NoNameServer

TIMEOUT = 2.0


class Names:
    """Asks the computer's own name servers, or those given. `timeout`: seconds for one question, other servers included."""

    def __init__(self, servers: Sequence[str] = (), port: int = 53, timeout: float = TIMEOUT) -> None:
        self._servers = list(servers)
        self._port = port
        self._timeout = timeout

    def __call__(self, name: str, kind: str) -> tuple[str, ...]:
        """The records of this type in presentation form, () where there are none. Raises NoNameServer."""
        try:
            resolver = dns.resolver.Resolver(configure=not self._servers)
            if self._servers:
                resolver.nameservers, resolver.port = list(self._servers), self._port
            answer = resolver.resolve(name, kind, search=False, lifetime=self._timeout)
        except (
            dns.resolver.LifetimeTimeout,
            dns.resolver.NoNameservers,
            dns.resolver.NoResolverConfiguration,
            OSError,
        ) as error:
            raise NoNameServer(f"no name server answers ({type(error).__name__})") from error
        except (dns.exception.DNSException, UnicodeError):  # no such name, no such record, or no name at all
            return ()
        return tuple(record.to_text() for record in answer)
