"""A line with a delay and a limited rate between a client and a server on loopback: what all
connections receive shares the rate; both directions, and opening a connection, take the delay."""

import asyncio
import threading
import time

CHUNK = 16 << 10  # bytes; a slice of the line
IN_FLIGHT = 2 << 20  # bytes of one connection, as a system's own receive window


class Line:
    """with Line(rate, delay) as line: line.front(port) is a port that leads to that one."""

    def __init__(self, rate, delay):
        self.rate, self.delay = rate, delay  # bytes per second; seconds
        self.free_at = 0.0
        self.loop = asyncio.new_event_loop()
        self.thread = threading.Thread(target=self.loop.run_forever, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def front(self, port):
        async def serve():
            server = await asyncio.start_server(
                lambda reader, writer: self._carry(reader, writer, port), "127.0.0.1", 0)
            return server.sockets[0].getsockname()[1]

        return asyncio.run_coroutine_threadsafe(serve(), self.loop).result()

    async def _end(self):
        rest = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    async def _carry(self, reader, writer, port):
        await asyncio.sleep(2 * self.delay)
        far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port, limit=256 << 10)
        await asyncio.gather(self._pump(reader, far_writer, None),
                             self._pump(far_reader, writer, self.rate), return_exceptions=True)

    async def _pump(self, reader, writer, rate):
        queue = asyncio.Queue(IN_FLIGHT // CHUNK)

        async def deliver():
            while (item := await queue.get()) is not None:
                due, data = item
                if (wait := due - time.monotonic()) > 0:
                    await asyncio.sleep(wait)
                writer.write(data)
                await writer.drain()

        sink = asyncio.create_task(deliver())
        try:
            while not sink.done() and (data := await reader.read(CHUNK)):
                due = time.monotonic()
                if rate:
                    self.free_at = due = max(due, self.free_at) + len(data) / rate
                await queue.put((due + self.delay, data))
            await queue.put(None)
            await sink
        finally:
            sink.cancel()
            writer.close()
