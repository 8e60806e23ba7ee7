import Foundation

/// A forward proxy and SOCKS proxy on loopback that leaves from 127.0.0.2, so that an origin can tell who came by it. It
/// ends with the test process.
public final class LoopbackProxy: Sendable {
  /// The port it listens on, at 127.0.0.1.
  public let port: Int
  private let output: ProgramOutput
  private let process: ProgramProcess

  /// A proxy that is listening.
  ///
  /// - Parameters:
  ///   - credentials: `user:password`, `nil` when everybody may use it.
  ///   - certificate: chain and key, as paths, of one that is spoken to by TLS.
  /// - Throws: when it does not start.
  public init(credentials: String? = nil, certificate: (chain: String, key: String)? = nil) async throws {
    let script = Bundle.module.resourceURL?.appending(path: "Plugins/loopback-proxy.py").path ?? ""
    let (output, writeEnd) = try ProgramOutput.line()
    process = try await ProgramProcess.spawn(
      ["python3", script, credentials ?? ""] + (certificate.map { [$0.chain, $0.key] } ?? []),
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
      output: .descriptor(writeEnd), errors: .descriptor(writeEnd))
    close(writeEnd)
    self.output = output
    let line = try await output.line(with: "port ")
    guard let port = Int(line.dropFirst(5)) else { throw ProgramProcess.StartError(description: line) }
    self.port = port
  }

  deinit { process.kill() }

  /// Host and port.
  public var address: String { "127.0.0.1:\(port)" }

  /// How it was asked so far: `connect HOST:PORT`, `plain …`, `socks4 …`, `socks4a …`, `socks5 …`, `http refused`.
  public var requests: [String] {
    output.text.split(separator: "\n").dropFirst().map(String.init)
  }

  /// Cuts every connection and gives the port back.
  public func stop() async {
    process.kill()
    _ = await process.end()
  }
}
