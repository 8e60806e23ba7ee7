import Foundation
import TestSupport

/// TLS in front of an origin: every connection to its port is deciphered and handed on to the origin's.
///
/// Python's ssl module does it: TLS as anybody runs it, in ten lines. It ends with the test process.
final class TLSFront: Sendable {
  /// The port it listens on.
  let port: Int
  private let process: ProgramProcess
  private let certificate: TestCertificates.Certificate

  /// Listens with `certificate`, in front of the origin at `origin`.
  init(_ certificate: TestCertificates.Certificate, origin: Int) async throws {
    self.certificate = certificate
    let (output, writeEnd) = try ProgramOutput.line()
    process = try await ProgramProcess.spawn(
      ["python3", "-c", Self.program, certificate.chain, certificate.key, "\(origin)"],
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
      output: .descriptor(writeEnd), errors: .descriptor(writeEnd))
    close(writeEnd)
    let line = try await output.line(with: "port ")
    guard let port = Int(line.dropFirst(5)) else { throw TestCertificates.ToolError(description: line) }
    self.port = port
  }

  /// Cuts every connection and gives the port back.
  func stop() async {
    process.kill()
    _ = await process.end()
  }

  deinit { process.kill() }

  /// The same URL, with this port and TLS.
  func url(_ plain: String) -> String {
    plain.replacing(/^http:\/\/127\.0\.0\.1:\d+/, with: "https://127.0.0.1:\(port)")
  }

  private static let program = """
    import asyncio, ssl, sys
    chain, key, origin = sys.argv[1], sys.argv[2], int(sys.argv[3])
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)

    async def copy(source, sink):
      try:
        while data := await source.read(65536):
          sink.write(data)
          await sink.drain()
        sink.close()
      except OSError:
        sink.transport.abort()

    async def serve(reader, writer):
      try:
        upstream = await asyncio.open_connection("127.0.0.1", origin)
      except OSError:
        writer.transport.abort()
        return
      await asyncio.gather(copy(reader, upstream[1]), copy(upstream[0], writer))

    async def main():
      server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
      print("port", server.sockets[0].getsockname()[1], flush=True)
      await server.serve_forever()

    asyncio.run(main())
    """
}
