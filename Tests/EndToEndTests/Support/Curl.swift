import Foundation
import TestSupport
import Testing

/// curl, as a client of the proxy.
enum Curl {
  /// An answer as curl got it.
  struct Answer: Sendable {
    /// The status code.
    var status: Int
    /// The header fields, names in lower case.
    var fields: [String: String]
    /// The body.
    var body: [UInt8]
    /// curl's own status: 0 when the body came whole.
    var exit: Int32
    /// The body as text.
    var text: String { String(decoding: body, as: UTF8.self) }
  }

  /// The answer to a request.
  ///
  /// - Parameter options: curl's own, such as `-H` and a field.
  static func get(_ url: String, _ options: String...) async throws -> Answer {
    // First of all: not the options of whoever runs the tests.
    let usual = ["--disable", "--silent", "--show-error", "--noproxy", "*", "--max-time", "50", "--include"]
    let outcome = try await run(["curl"] + usual + options + [url])
    guard case .status(let exit) = outcome.exit,
      let end = outcome.bytes.firstRange(of: Array("\r\n\r\n".utf8))?.upperBound
    else {
      throw Failure(description: "curl \(url): \(outcome.exit) \(outcome.errors)")
    }
    let lines = String(decoding: outcome.bytes[..<end], as: UTF8.self).split(whereSeparator: \.isNewline)
    guard let words = lines.first?.split(separator: " "), words.count >= 2, let status = Int(words[1]) else {
      throw Failure(description: "curl \(url) ended with \(exit): \(outcome.errors)")
    }
    let fields = lines.dropFirst().compactMap { line -> (String, String)? in
      let parts = line.split(separator: ":", maxSplits: 1)
      return parts.count == 2 ? (parts[0].lowercased(), parts[1].trimmingCharacters(in: .whitespaces)) : nil
    }
    return Answer(
      status: status, fields: Dictionary(fields) { _, last in last }, body: Array(outcome.bytes[end...]),
      exit: exit)
  }

  /// There was no answer.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }
}
