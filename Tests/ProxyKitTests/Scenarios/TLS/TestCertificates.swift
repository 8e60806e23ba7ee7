import Foundation
import TestSupport

/// Certificates made for one test by `openssl`, and the authorities that signed them.
final class TestCertificates: Sendable {
  /// A certificate and its key, as paths.
  struct Certificate: Sendable {
    let chain: String
    let key: String
    /// Keeps the files.
    let owner: TestCertificates
  }

  /// `openssl` did not do what it was told.
  struct ToolError: Error, CustomStringConvertible {
    let description: String
  }

  private let folder: URL

  /// Makes an authority, ``authority``.
  init() async throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("ytmpd-tls-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try await openssl(
      ["req", "-x509"] + Self.newKey + ["-keyout", path("ca.key"), "-out", authority]
        + ["-days", "2", "-subj", "/CN=An authority for tests"])
  }

  deinit {
    // A folder that stays behind in the temporary directory harms no test.
    try? FileManager.default.removeItem(at: folder)
  }

  /// The authority's own certificate, to be trusted.
  var authority: String { path("ca.pem") }

  /// A certificate of the authority's.
  ///
  /// - Parameters:
  ///   - name: whose it is, as in `IP:127.0.0.1`.
  ///   - days: how long it is valid; -1 for one that is not any more.
  func issue(_ name: String = "IP:127.0.0.1", days: Int = 2) async throws -> Certificate {
    let base = UUID().uuidString
    let (key, request, chain) = (path("\(base).key"), path("\(base).csr"), path("\(base).pem"))
    try "subjectAltName=\(name)\n".write(toFile: path("\(base).ext"), atomically: true, encoding: .utf8)
    try await openssl(
      ["req"] + Self.newKey + ["-keyout", key, "-out", request, "-subj", "/CN=An origin for tests"])
    try await openssl([
      "x509", "-req", "-in", request, "-CA", authority, "-CAkey", path("ca.key"), "-CAcreateserial",
      "-days", "\(days)", "-extfile", path("\(base).ext"), "-out", chain,
    ])
    return Certificate(chain: chain, key: key, owner: self)
  }

  private static let newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func openssl(_ arguments: [String]) async throws {
    let (output, writeEnd) = try ProgramOutput.line()
    let process = try await ProgramProcess.spawn(
      ["openssl"] + arguments,
      environment: ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"],
      output: .descriptor(writeEnd), errors: .descriptor(writeEnd))
    close(writeEnd)
    guard await process.end() == .status(0) else {
      throw ToolError(description: "openssl \(arguments[0]): \(output.text)")
    }
  }
}
