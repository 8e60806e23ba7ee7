"""A relay as ytmpd would have it: aiohttp on both sides, SQLite in the event loop. Run by `Benchmarks/full`."""

import sqlite3
import ssl
import sys

from aiohttp import ClientSession, ClientTimeout, web

_METAINT = 16384


async def proxy(request):
    """Answers with the track, and with ICY metadata when that is asked for."""
    row = DATABASE.execute(QUERY, (request.match_info["id"],)).fetchone()
    async with request.app["session"].get(row[0], ssl=TRUSTED) as upstream:
        icy = request.headers.get("Icy-MetaData") == "1"
        headers = {"Content-Type": upstream.content_type} | ({"icy-metaint": str(_METAINT)} if icy else {})
        response = web.StreamResponse(headers=headers)
        if not icy:
            response.content_length = upstream.content_length
        await response.prepare(request)
        title = f"StreamTitle='{row[1]} - {row[2]}';".encode()
        block = bytes([(len(title) + 15) // 16]) + title.ljust((len(title) + 15) // 16 * 16, b"\0")
        left = _METAINT
        async for chunk in upstream.content.iter_chunked(8192):
            while icy and len(chunk) >= left:
                await response.write(chunk[:left])
                await response.write(block)
                chunk, left, block = chunk[left:], _METAINT, b"\0"
            left -= len(chunk)
            await response.write(chunk)
        await response.write_eof()
        return response


async def session(app):
    """One session of upstream connections for as long as the relay runs."""
    async with ClientSession(timeout=ClientTimeout(total=None)) as app["session"]:
        yield


QUERY = "SELECT stream_url, artist, title FROM tracks WHERE video_id = ?"
DATABASE = sqlite3.connect(sys.argv[1])
TRUSTED = ssl.create_default_context(cafile=sys.argv[3]) if len(sys.argv) > 3 else True
APP = web.Application()
APP.cleanup_ctx.append(session)
APP.add_routes([web.get("/proxy/{id}", proxy), web.get("/ready", lambda _: web.Response())])
web.run_app(APP, host="127.0.0.1", port=int(sys.argv[2]), access_log=None, print=None)
