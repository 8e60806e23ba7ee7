/// A request as the origin received it.
public struct OriginRequest: Sendable, Equatable {
  /// Counts the origin's requests from 1.
  public let number: Int
  /// Counts the requests for this id from 0, whatever they were answered.
  public let index: Int
  /// Counts the origin's connections from 1.
  public let connection: Int
  /// The address that the connection came from, empty when it is not known.
  public let peer: String
  /// The method, such as `GET`.
  public let method: String
  /// The target as it came: path and query.
  public let target: String
  /// The video id, `nil` when the target is no media URL.
  public let id: String?
  /// The format the URL names.
  public let itag: Int?
  /// Which of the id's URLs it was, counted from 1 in the order of minting; 0 for one made by hand.
  public let generation: Int
  /// The value of the Range field, `nil` without one.
  public let rangeField: String?
  /// The range, when it is a single closed one.
  public let range: ClosedRange<Int64>?
  /// All header fields, names in lower case; of fields of the same name the last.
  public let headers: [String: String]

  /// The number of bytes asked for, when the range is a closed one.
  public var rangeLength: Int64? { range.map { $0.upperBound - $0.lowerBound + 1 } }

  /// The range that `field` spells, when it is `bytes=first-last` and nothing else.
  static func closedRange(_ field: String) -> ClosedRange<Int64>? {
    guard field.hasPrefix("bytes=") else { return nil }
    let ends = field.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard ends.count == 2, ends.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(Self.isDigit) }),
      let first = Int64(ends[0]), let last = Int64(ends[1]), first <= last, last < .max
    else { return nil }
    return first...last
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}

/// A request together with what became of it.
public struct RequestRecord: Sendable, Equatable {
  /// The request.
  public let request: OriginRequest
  /// The status of the answer's head, `nil` when none was sent so far.
  public internal(set) var status: Int?
  /// The bytes of the body that were handed to the socket so far.
  public internal(set) var bytesSent: Int64 = 0
  /// How the answer ended, `nil` while it is under way.
  public internal(set) var ending: Ending?

  /// The ways an answer ends.
  public enum Ending: Sendable, Equatable {
    /// Everything was sent.
    case complete
    /// The origin cut the connection, as scripted or at its shutdown.
    case cut
    /// The client closed the connection first.
    case clientLeft
  }
}

extension Sequence<RequestRecord> {
  /// What these requests, in their order, did that googlevideo does not tolerate: one sentence for each.
  ///
  /// Tolerated are closed ranges of at most `maximumRange` bytes with GET, and no second request for a URL
  /// that was answered 403, 404 or 410.
  ///
  /// - Parameter maximumRange: in bytes.
  public func breaches(maximumRange: Int64 = 1 << 20) -> [String] {
    var dead: [String: Int] = [:]
    var breaches: [String] = []
    for record in self {
      let request = record.request
      let name = "request \(request.number)"
      if request.method != "GET" { breaches.append("\(name): \(request.method)") }
      if let length = request.rangeLength {
        if length > maximumRange { breaches.append("\(name): a range of \(length) bytes") }
      } else {
        breaches.append("\(name): Range is \(request.rangeField ?? "absent")")
      }
      if let status = dead[request.target] {
        breaches.append("\(name): asked again after \(status)")
      } else if let status = record.status, [403, 404, 410].contains(status) {
        dead[request.target] = status
      }
    }
    return breaches
  }
}
