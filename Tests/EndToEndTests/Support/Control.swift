import ControlKit
import Foundation
import TestSupport
import Testing
import TrackKit

/// The control socket of a stage's owner, as curl reaches it.
struct Control: Sendable {
  let socket: String

  /// The answer to `GET path`, or to a POST of `content`.
  func ask(_ path: String, _ content: String? = nil) async throws -> Curl.Answer {
    guard let content else { return try await Curl.get("http://localhost\(path)", "--unix-socket", socket) }
    return try await Curl.get(
      "http://localhost\(path)", "--unix-socket", socket, "--header", "Content-Type: application/json",
      "--data",
      content)
  }

  /// Who the owner is.
  func facts() async throws -> InstanceFacts {
    try WireJSON.value(InstanceFacts.self, from: try await ask("/v1/version").body)
  }
}

extension Stage {
  /// The control socket of the program that owns this stage's library.
  var control: Control { Control(socket: home.home + "/.local/state/ytmpd-tui/control.sock") }
}
