import LoopbackOrigin
import Testing

@testable import ProxyKit
@testable import TrackKit

/// One fault of the origin, and what the relay must make of it.
struct FaultKind: Sendable, CustomTestStringConvertible {
  /// A request that is struck.
  struct Strike {
    let request: OriginRequest
    /// How many bytes of the range come before the place of the fault.
    let after: Int64
    /// The size of the range.
    let count: Int64
    /// The origin.
    let origin: LoopbackOrigin
    /// Another one, on another port.
    let elsewhere: LoopbackOrigin
  }

  /// What the fault costs.
  enum Cost {
    /// Nothing: no try is lost.
    case nothing
    /// A retry each time.
    case retry
    /// A second request, and no try; when that is struck, too, a retry.
    case hedge
    /// A try each two seconds, for there is no network, or somebody answers in its place.
    case network
    /// A retry, or nothing, by who is quicker.
    case perhapsRetry
    /// A new URL; a second time in a row, the song.
    case refresh
    /// The song, at once.
    case song
  }

  let name: String
  let cost: Cost
  /// What events, log and answers say, or how it begins.
  let reason: String
  /// Whether the fault strikes at a byte, and not a request as a whole.
  let isWithinRange: Bool
  /// The wait before a retry, when it is not the backoff.
  let wait: Duration?
  /// How long the origin may be silent.
  let idleTimeout: Duration
  /// How long it may be so before it is asked once more.
  let hedgeDelay: Duration
  let fault: @Sendable (Strike) -> Fault?

  init(
    _ name: String, costs cost: Cost, reason: String = "", within isWithinRange: Bool = false,
    wait: Duration? = nil, idleTimeout: Duration = .seconds(20), hedgeDelay: Duration = .seconds(3600),
    _ fault: @escaping @Sendable (Strike) -> Fault?
  ) {
    self.name = name
    self.cost = cost
    self.reason = reason
    self.isWithinRange = isWithinRange
    self.wait = wait
    self.idleTimeout = idleTimeout
    self.hedgeDelay = hedgeDelay
    self.fault = fault
  }

  var testDescription: String { name }

  /// Whether the origin says that it can't serve the song now: twice before the first byte, and a new URL is had.
  var isServersOwn: Bool { reason.hasPrefix("upstream 5") && cost == .retry }
}

/// Where in the answer a fault strikes.
enum FaultPlace: String, CaseIterable {
  /// The very first request, at its first byte.
  case head
  /// The first two requests.
  case headTwice
  /// Soon behind the first byte.
  case start
  case middle
  /// The last byte.
  case end
  /// In the middle, and again when that is asked for anew.
  case middleTwice

  var strikes: Int { self == .headTwice || self == .middleTwice ? 2 : 1 }
  var isBeforeFirstByte: Bool { self == .head || self == .headTwice }

  /// The byte of the track the fault is about, in an answer of `span`.
  func byte(of span: Range<Int64>, chunk: Int64, isWithinRange: Bool) -> Int64 {
    switch self {
    case .head, .headTwice: span.lowerBound
    case .start: span.lowerBound + (isWithinRange ? 1000 : chunk)
    case .middle, .middleTwice: (span.lowerBound + span.upperBound) / 2
    case .end: span.upperBound - 1
    }
  }
}

/// Who asks, and for what.
enum FaultMode: String, CaseIterable {
  /// A player that gets a seekable body.
  case seekable
  /// MPD whose queue we tag.
  case mpd
  /// Metadata between the audio bytes.
  case inline
  /// A range from the middle of the track to its end.
  case part

  static let partStart = 150_001

  var agent: String { self == .mpd ? RelayFixture.agentOfMPD : "mpv 0.35" }

  var fields: [String] {
    switch self {
    case .seekable: []
    case .mpd, .inline: ["Icy-MetaData: 1"]
    case .part: ["Range: bytes=\(Self.partStart)-"]
    }
  }

  /// The bytes of the track in the answer.
  func span(of length: Int) -> Range<Int64> { (self == .part ? Int64(Self.partStart) : 0)..<Int64(length) }
}

/// One row of the table: a fault at a place, for a client.
struct FaultRow: CustomStringConvertible {
  let kind: FaultKind
  let place: FaultPlace
  let mode: FaultMode
  let id: VideoID

  var description: String { "\(kind.name), \(place), \(mode)" }

  /// Every place and client for one fault.
  static func rows(for kind: FaultKind) -> [FaultRow] {
    var rows: [FaultRow] = []
    for place in FaultPlace.allCases {
      for mode in FaultMode.allCases {
        let number = String(rows.count)
        let name = "row" + String(repeating: "0", count: 8 - number.count) + number
        guard let id = VideoID(name) else { continue }
        rows.append(FaultRow(kind: kind, place: place, mode: mode, id: id))
      }
    }
    return rows
  }

  /// What becomes of the row.
  enum Outcome {
    /// Every byte is the track's.
    case whole
    /// The song ends at the place of the fault.
    case lost
  }

  var outcome: Outcome {
    switch kind.cost {
    case .nothing, .retry, .hedge, .network, .perhapsRetry: .whole
    case .refresh: place.strikes > 1 ? .lost : .whole
    case .song: .lost
    }
  }

  /// How often the byte at the place is asked for.
  var tries: ClosedRange<Int> {
    switch kind.cost {
    case .nothing, .song: 1...1
    case .perhapsRetry: 1...1 + place.strikes
    case .retry, .network: 1 + place.strikes...1 + place.strikes
    // On a busy machine a good answer may be late, and another one asked for.
    case .hedge: 1 + place.strikes...4 + place.strikes
    case .refresh: 2...2
    }
  }

  /// The waits between them.
  func waits(base: Duration) -> [Duration]? {
    switch kind.cost {
    case .nothing, .song, .refresh: []
    case .hedge: (1..<place.strikes).map { _ in base }
    case .perhapsRetry: nil
    case .retry: (0..<place.strikes).map { kind.wait ?? base * (1 << $0) }
    case .network: (0..<place.strikes).map { _ in RelayFixture.rules.networkRetryInterval }
    }
  }

  var refreshes: Int {
    switch kind.cost {
    case .refresh: 1
    default: kind.isServersOwn && place == .headTwice ? 1 : 0
    }
  }

  /// What happens besides.
  var hedges: ClosedRange<Int> { kind.cost == .hedge ? 1...4 : 0...0 }

  /// The same place and client without a fault.
  var unharmed: FaultRow {
    FaultRow(kind: FaultKind("no fault", costs: .nothing) { _ in nil }, place: place, mode: mode, id: id)
  }
}
