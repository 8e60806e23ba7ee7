"""A TCP relay that makes its origin far away: `delay.py PORT ORIGIN-PORT SECONDS`. Run by `Benchmarks/full`.

It holds everything back for so many seconds, in both directions, and a new connection for a round trip more. It
limits no bandwidth.
"""

import asyncio
import sys

_HOST = "127.0.0.1"
_UNLIMITED = 1 << 40


class _Late(asyncio.Protocol):
    """One side of a delayed connection: what comes in leaves at the other side later."""

    def __init__(self, one_way, loop):
        self._one_way = one_way
        self._loop = loop
        self._waiting = []
        self.other = None
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport
        transport.set_write_buffer_limits(high=_UNLIMITED)

    def data_received(self, data):
        self._loop.call_later(self._one_way, self._pass_on, data)

    def connection_lost(self, _):
        self._loop.call_later(self._one_way, self._pass_on, None)

    def _pass_on(self, data):
        if self.other is None or self.other.transport is None:
            self._waiting.append(data)
        elif data is None:
            self.other.transport.close()
        elif not self.other.transport.is_closing():
            self.other.transport.write(data)

    def join(self, other):
        """Sends what has waited for the other side, and all that comes from now on."""
        self.other = other
        waiting, self._waiting = self._waiting, []
        for data in waiting:
            self._pass_on(data)


class _Near(_Late):
    """The side of the relay that is measured."""

    def __init__(self, target, one_way, loop):
        super().__init__(one_way, loop)
        self._target = target
        self._connecting = None

    def connection_made(self, transport):
        super().connection_made(transport)
        self._connecting = self._loop.create_task(self._connect())

    async def _connect(self):
        # The kernel has answered the handshake already; over a distance it would have taken a round trip.
        await asyncio.sleep(2 * self._one_way)
        try:
            _, far = await self._loop.create_connection(lambda: _Late(self._one_way, self._loop), _HOST, self._target)
        except OSError:
            self.transport.close()
            return
        far.join(self)
        self.join(far)


async def main(port, target, one_way):
    """Relays until the process is ended."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Near(target, one_way, loop), _HOST, port)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
