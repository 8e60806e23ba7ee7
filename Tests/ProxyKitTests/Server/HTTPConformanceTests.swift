import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// RFC 9110 and RFC 9112, rule by rule, over raw sockets: bytes in, and what must come back.
@Suite(.timeLimit(.minutes(5))) struct HTTPConformanceTests {
  /// What must have come back to a row's bytes.
  struct Answer {
    var status: Int
    /// Fields that must be there, with these values; `nil` for those that must not.
    var fields: [String: String?] = [:]
    /// The length of the body, `nil` when it does not matter.
    var length: Int?
    var isHead = false

    init(_ status: Int, _ fields: [String: String?] = [:], length: Int? = nil, isHead: Bool = false) {
      (self.status, self.fields, self.length, self.isHead) = (status, fields, length, isHead)
    }
  }

  /// What the connection does behind the answers.
  enum Ending { case kept, closed }

  struct Row: CustomTestStringConvertible {
    /// RFC and section.
    let section: String
    let rule: String
    let bytes: String
    let answers: [Answer]
    let ending: Ending

    init(_ section: String, _ rule: String, _ bytes: String, _ answers: Answer..., ending: Ending) {
      (self.section, self.rule, self.bytes, self.answers, self.ending) = (
        section, rule, bytes, answers, ending
      )
    }

    var testDescription: String { "\(section): \(rule)" }
  }

  /// A request for `target` with these lines behind the Host field.
  static func get(
    _ target: String = "/livez", _ method: String = "GET", version: String = "HTTP/1.1", _ lines: String...,
    body: String = ""
  ) -> String {
    (["\(method) \(target) \(version)", "Host: localhost"] + lines).joined(separator: "\r\n") + "\r\n\r\n"
      + body
  }

  static let track = "/proxy/\(VideoID.test)"
  static let long = String(repeating: "a", count: 16 * 1024)

  static let rows: [Row] = targets + hosts + fields + framing + connections + methods + expectations + ranges

  @Test(arguments: rows) func holds(row: Row) async throws {
    try await RelayFixture.run { relay in
      let client = try relay.connect()
      client.say(row.bytes)
      for expected in row.answers {
        let answer = await client.read(isHead: expected.isHead)
        #expect(answer.status == expected.status)
        for (name, value) in expected.fields { #expect(answer[name] == value, "\(name)") }
        if let length = expected.length { #expect(answer.body.count == length) }
        if answer.status >= 200 {
          #expect(answer.ending == .complete)
          #expect(answer["date"]?.hasSuffix(" GMT") == true, "RFC 9110 §6.6.1")
        }
      }
      switch row.ending {
      case .closed:
        #expect(await client.isClosed())
        #expect(!client.isReset)
      case .kept:
        client.ask("GET", "/livez")
        #expect(await client.read().text == "ok\n")
      }
      // Whatever was said, the next client is served.
      #expect(try await relay.get("Range: bytes=0-1").status == 206)
    }
  }
}
