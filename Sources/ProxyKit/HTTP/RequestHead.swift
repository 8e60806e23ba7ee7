import TrackKit

/// The head of a request, checked: what a server has to know of it before it answers (RFC 9112 §3 and §5).
package struct RequestHead: Sendable, Equatable {
  /// A minor version of HTTP/1.
  package enum Version: Sendable, Equatable {
    case http1_0
    /// Also stands for higher minor versions, which are to be answered as this one (RFC 9110 §2.5).
    case http1_1
  }

  /// What a request wants done (RFC 9110 §9).
  package enum Method: Sendable, Equatable {
    case get
    case head
    case options
    case post
    /// One that HTTP defines, and that nothing here has a use for: 405.
    case unsupported
    /// Any other word: 501.
    case unknown
  }

  /// A request for `/`.
  package init() {}

  package var method = Method.get
  /// Path and query, or `*`. The authority of an absolute-form target is in ``authority`` alone.
  package var target = "/"
  package var version = Version.http1_1
  /// The fields in their order, names in lower case.
  var fields: [HeaderField] = []
  /// Which host is asked: the target's own if it is in absolute-form, else that of the Host field; `nil` where a request
  /// of HTTP/1.0 names none.
  var authority: Authority?
  /// Whether the connection stays open behind the answer, as far as the client is concerned (RFC 9112 §9.3).
  package var isKeepAlive = true
  /// Whether content is left in the connection that was too long to be read.
  package var isContentUnread = false
  /// The content, where the reader keeps it.
  package var content: [UInt8] = []
  /// Whether the client expects something that no server here does (RFC 9110 §10.1.1).
  var isExpectationUnknown = false

  /// The values of the field `name`, in lower case.
  func values(_ name: String) -> [String] {
    fields.lazy.filter { $0.name == name }.map(\.value)
  }

  /// The first value of the field `name`, in lower case.
  package func value(_ name: String) -> String? {
    fields.first { $0.name == name }?.value
  }

  /// The members of a field that is a list, in lower case.
  func list(_ name: String) -> [String] {
    values(name).flatMap { $0.split(separator: ",") }.map { $0.trimmed.lowercased() }.filter { !$0.isEmpty }
  }
}

extension RequestHead.Method {
  /// Reads a method, whose case counts (RFC 9110 §9.1).
  init(_ word: String) {
    self =
      switch word {
      case "GET": .get
      case "HEAD": .head
      case "OPTIONS": .options
      case "POST": .post
      case "PUT", "DELETE", "PATCH", "TRACE", "CONNECT": .unsupported
      default: .unknown
      }
  }
}

/// Why bytes are no request that could be answered; the connection ends with the answer.
package struct RequestRefusal: Error, Sendable, Equatable {
  /// The status code.
  package let status: Int
  /// What is wrong, in one sentence.
  package let sentence: String

  /// A malformed message (RFC 9110 §15.5.1).
  static func malformed(_ sentence: String) -> Self { Self(status: 400, sentence: sentence) }
}
