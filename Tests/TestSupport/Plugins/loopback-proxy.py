"""A proxy on a free port of 127.0.0.1 that leaves from 127.0.0.2: HTTP (CONNECT and whole requests), SOCKS4, SOCKS4a, SOCKS5.

Arguments: USER:PASSWORD that it wants ("" for none), then, to speak TLS, a chain of certificates and a key.
Says "port N", then a line for each connection that it makes: how it was asked, for what.
"""

import asyncio
import base64
import ssl
import sys

WANTED = sys.argv[1]
LEAVES_FROM = ('127.0.0.2', 0)


def say(*words):
    print(*words, flush=True)


async def copy(source, sink):
    try:
        while data := await source.read(65536):
            sink.write(data)
            await sink.drain()
        sink.close()
    except OSError:
        sink.transport.abort()


async def connect(host, port):
    return await asyncio.open_connection(host, port, local_addr=LEAVES_FROM)


async def join(reader, writer, upstream):
    await asyncio.gather(copy(reader, upstream[1]), copy(upstream[0], writer))


async def http(first, reader, writer):
    while True:
        head = first + await reader.readuntil(b'\r\n\r\n')
        first = b''
        lines = head.decode('latin-1').split('\r\n')
        method, target, version = lines[0].split(' ')
        fields = [line for line in lines[1:] if line]
        given = [f.split(':', 1)[1].strip() for f in fields if f.lower().startswith('proxy-authorization:')]
        if WANTED and given != ['Basic ' + base64.b64encode(WANTED.encode()).decode()]:
            say('http refused')
            writer.write(b'HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n'
                         b'Content-Length: 0\r\nConnection: close\r\n\r\n')
            return writer.close()
        if method == 'CONNECT':
            host, port = target.rsplit(':', 1)
            say('connect', target)
            try:
                upstream = await connect(host, int(port))
            except OSError:
                writer.write(b'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
                return writer.close()
            writer.write(b'HTTP/1.1 200 Connection established\r\n\r\n')
            return await join(reader, writer, upstream)
        authority, path = target.removeprefix('http://').split('/', 1)
        say('plain', authority)
        kept = [f for f in fields if not f.lower().startswith(('proxy-', 'connection:'))]
        upstream = await connect(*authority.rsplit(':', 1))
        upstream[1].write('\r\n'.join([f'{method} /{path} HTTP/1.1', *kept, 'Connection: close', '', '']).encode('latin-1'))
        return await join(reader, writer, upstream)


async def socks4(reader, writer):
    _, port = (await reader.readexactly(1))[0], int.from_bytes(await reader.readexactly(2), 'big')
    address = await reader.readexactly(4)
    await reader.readuntil(b'\0')
    host = '.'.join(map(str, address))
    is_named = address[:3] == b'\0\0\0'
    if is_named:
        host = (await reader.readuntil(b'\0'))[:-1].decode()
    say('socks4a' if is_named else 'socks4', f'{host}:{port}')
    upstream = await connect(host, port)
    writer.write(b'\0\x5a\0\0\0\0\0\0')
    await join(reader, writer, upstream)


async def socks5(reader, writer):
    methods = await reader.readexactly((await reader.readexactly(1))[0])
    wanted = 2 if WANTED else 0
    if wanted not in methods:
        say('socks5 refused')
        writer.write(b'\x05\xff')
        return writer.close()
    writer.write(bytes([5, wanted]))
    if WANTED:
        await reader.readexactly(1)
        user = await reader.readexactly((await reader.readexactly(1))[0])
        password = await reader.readexactly((await reader.readexactly(1))[0])
        if f'{user.decode()}:{password.decode()}' != WANTED:
            say('socks5 refused')
            writer.write(b'\x01\x01')
            return writer.close()
        writer.write(b'\x01\0')
    _, _, _, kind = await reader.readexactly(4)
    if kind == 1:
        host = '.'.join(map(str, await reader.readexactly(4)))
    else:
        host = (await reader.readexactly((await reader.readexactly(1))[0])).decode()
    port = int.from_bytes(await reader.readexactly(2), 'big')
    say('socks5', f'{host}:{port}')
    try:
        upstream = await connect(host, port)
    except OSError:
        writer.write(b'\x05\x05\0\x01\0\0\0\0\0\0')
        return writer.close()
    writer.write(b'\x05\0\0\x01\0\0\0\0\0\0')
    await join(reader, writer, upstream)


async def serve(reader, writer):
    try:
        first = await reader.readexactly(1)
        if first == b'\x04':
            await socks4(reader, writer)
        elif first == b'\x05':
            await socks5(reader, writer)
        else:
            await http(first, reader, writer)
    except (OSError, asyncio.IncompleteReadError):
        writer.transport.abort()


async def main():
    context = None
    if len(sys.argv) > 3:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[2], sys.argv[3])
    server = await asyncio.start_server(serve, '127.0.0.1', 0, ssl=context)
    say('port', server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
