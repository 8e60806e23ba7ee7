import Foundation
import Glibc
import TestSupport
import Testing
import TrackKit

/// `ytmpd-tui serve` at work; killed with the last reference.
final class RunningProxy: Sendable {
  /// The start of its URLs.
  let url: String
  /// What it says on standard error, which is its log.
  let log: ProgramOutput
  let process: ProgramProcess

  /// The port it listens on.
  var port: Int { url.split(separator: ":").last.flatMap { Int($0) } ?? 0 }

  /// Starts it and waits until it listens.
  ///
  /// - Throws: when it does not, with what it said.
  init(
    in environment: [String: String], program: [String] = [BuiltProgram.path], arguments: [String] = []
  ) async throws {
    let (log, writeEnd) = try ProgramOutput.line()
    process = try await ProgramProcess.spawn(
      program + ["serve"] + arguments, environment: environment, errors: .descriptor(writeEnd))
    close(writeEnd)
    self.log = log
    let line = try await log.line(with: "[PROXY] listening", "url=")
    url = try #require(line.field("url"))
  }

  deinit {
    process.kill()
    // Gone before its home is removed, which it would go on writing to.
    process.waitUntilGone()
  }

  /// Where players find a track.
  func url(_ id: VideoID) -> String { "\(url)/proxy/\(id)" }

  /// `GET /status`.
  func status() async throws -> ProxyStatus {
    try JSONDecoder().decode(ProxyStatus.self, from: Data(try await Curl.get("\(url)/status").body))
  }

  /// Ends it as systemd would.
  func terminate() async -> ProgramProcess.Exit {
    process.signalAlone(SIGTERM)
    return await process.end()
  }
}

extension String {
  /// The value of `key=` in a line of the log, without its quotes.
  func field(_ key: String) -> String? {
    guard let start = range(of: " \(key)=")?.upperBound else { return nil }
    let rest = self[start...]
    if rest.first == "\"" { return rest.dropFirst().split(separator: "\"").first.map(String.init) }
    return String(rest.prefix { $0 != " " })
  }
}
