import Foundation
import LoopbackOrigin
import Synchronization
import TestSupport
import Testing

@testable import ProxyKit
@testable import TrackKit

/// Every fault at every place for every kind of client, over real sockets: which bytes arrive, how the answer
/// ends, and how often the origin and the resolver are asked meanwhile.
@Suite(.serialized, .timeLimit(.minutes(5))) struct FaultTableTests {
  /// Small, so that a track has a start, a middle and an end.
  private static let chunk: Int64 = 64 * 1024
  private static let base = Duration.milliseconds(10)

  @Test(arguments: FaultKind.table) func fault(kind: FaultKind) async throws {
    try await Self.play(FaultRow.rows(for: kind), of: kind)
  }

  // MARK: All rows of a fault

  /// Plays `rows` at once.
  ///
  /// - Parameters:
  ///   - looksAhead: whether each range is asked for while the one before it comes in.
  ///   - cache: the relay's cache, and how much of each song is in it before.
  static func play(
    _ rows: [FaultRow], of kind: FaultKind, looksAhead: Bool = false, cache: CachedPart? = nil
  ) async throws {
    let elsewhere = try await LoopbackOrigin.start()
    let folder = FileManager.default.temporaryDirectory.appending(path: "ytmpd-faults-\(UUID())")
    let (log, recorder) = try await RelayFixture.run(audio: RelayFixture.shortAudio) { options in
      options.maximumStreams = rows.count
      options.rules.chunkBytes = Self.chunk
      options.rules.idleTimeout = kind.idleTimeout
      options.rules.hedgeDelay = kind.hedgeDelay
      options.rules.retry.baseDelay = Self.base
      if looksAhead { options.rules.lookAheadDelay = .zero }
      if cache != nil {
        options.cache = AudioCacheOptions(directory: folder.path, limit: 1 << 30, fillsAhead: false)
      }
    } _: { relay -> (LogRecorder, EventRecorder) in
      relay.service.setPlayerLink(.ours)
      let overlaps = try await withThrowingTaskGroup(of: Bool.self) { group in
        for row in rows {
          group.addTask { try await play(row, relay, elsewhere, looksAhead: looksAhead, cache: cache) }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
      // Not in each row: on a busy machine a range is over before the next one is asked for.
      if looksAhead { #expect(overlaps > 0) }
      let streams = try await relay.service.status().streams
      #expect((streams.active, streams.waiting) == (0, 0))
      return (relay.log, relay.recorder)
    }
    // The log is written behind the events, and complete when the service has gone.
    for row in rows { expectTheSameReasons(row, recorder.events, log.lines) }
    try await elsewhere.shutdown()
    if cache != nil { try FileManager.default.removeItem(at: folder) }
  }

  // MARK: One row

  /// - Returns: whether two ranges were under way at once.
  private static func play(
    _ row: FaultRow, _ relay: RelayFixture, _ elsewhere: LoopbackOrigin, looksAhead: Bool, cache: CachedPart?
  ) async throws -> Bool {
    let span = row.mode.span(of: relay.audio.count)
    let byte = row.place.byte(of: span, chunk: chunk, isWithinRange: row.kind.isWithinRange)
    let strikes = Strikes(row.place.strikes)
    let rule: @Sendable (OriginRequest) -> Fault? = { [origin = relay.origin] request in
      guard let range = request.range else { return nil }
      if origin.requests(for: "\(row.id)").contains(where: { $0.isUnderWay(before: request) }) {
        strikes.noteOverlap()
      }
      let count = range.upperBound - range.lowerBound + 1
      // Long enough for the range behind to be asked for, and struck, meanwhile.
      let good: Fault? = looksAhead ? .stall(after: count / 2, for: .milliseconds(60)) : nil
      guard range.contains(byte) else { return good }
      let strike = FaultKind.Strike(
        request: request, after: byte - range.lowerBound, count: count, origin: origin, elsewhere: elsewhere)
      // The next stations of a redirect belong to the same strike.
      let isStation = request.target.contains("&hop=")
      return isStation || strikes.take(at: range.lowerBound) ? row.kind.fault(strike) : good
    }
    for origin in [relay.origin, elsewhere] {
      origin.register(
        Asset(id: "\(row.id)", itag: 251, contentType: "audio/webm", bytes: relay.audio))
    }
    let url = try #require(relay.origin.url(for: "\(row.id)"))
    relay.library.put(
      Track(
        id: row.id, title: "\(row.place)", artist: row.kind.name,
        media: RelayFixture.media(url, length: relay.audio.count)))

    let stock = try await cache?.prepare(row.id, in: relay) ?? 0
    // What is in the cache, the origin is not asked for, whatever it would do.
    let row = byte < stock ? row.unharmed : row
    let before = relay.origin.requests(for: "\(row.id)").count
    for origin in [relay.origin, elsewhere] { origin.script("\(row.id)", rule) }

    let answer = try await relay.get(id: row.id, agent: row.mode.agent, row.mode.fields)
    try await relay.recorder.wait(stock > 0 ? 2 : 1) { $0.isEnd(of: row.id) }

    let name = Comment(rawValue: "\(row)")
    switch row.outcome {
    case .whole: expectWhole(answer, row, relay.audio, name)
    case .lost: expectLost(answer, row, relay.audio, at: strikes.place ?? -1, name)
    }
    let events = relay.recorder.events
    let retries = events.compactMap { $0.retry(of: row.id) }
    let asked = relay.origin.requests(for: "\(row.id)").count {
      ($0.request.range?.contains(byte) ?? false) && !$0.request.target.contains("&hop=")
        && !$0.request.target.contains("&redirect_counter=")
    }
    #expect(row.tries.contains(asked), name)
    if let waits = row.waits(base: base) {
      #expect(retries.map(\.delay) == waits, name)
      #expect(retries.map(\.attempt) == (0..<waits.count).map { $0 + 1 }, name)
    }
    let hedges = events.count { $0.isHedge(of: row.id) }
    #expect(row.hedges.contains(hedges), name)
    #expect(retries.filter { !$0.reason.hasPrefix(row.kind.reason) }.map(\.reason) == [], name)
    #expect(relay.library.questions.count { $0.id == row.id } == row.refreshes, name)
    #expect(
      relay.origin.requests(for: "\(row.id)").dropFirst(before).allSatisfy { request in
        request.request.range.map { $0.lowerBound >= stock } ?? false
      }, name)
    let lost = events.compactMap { $0.loss(of: row.id) }
    #expect(lost.count == (row.outcome == .lost ? 1 : 0), name)
    if row.outcome == .lost { #expect(lost.first?.hasPrefix(row.kind.reason) == true, name) }
    return strikes.hasOverlap
  }

  private static func expectWhole(_ answer: WireAnswer, _ row: FaultRow, _ audio: [UInt8], _ name: Comment) {
    #expect(answer.status == (row.mode == .part ? 206 : 200), name)
    #expect(answer.ending == .complete, name)
    var parser = IcyParser(interval: 16_384)
    if row.mode == .inline { parser.read(answer.body) }
    let span = row.mode.span(of: audio.count)
    #expect(
      Octets(row.mode == .inline ? parser.audio : answer.body) == Octets(audio[Int(span.lowerBound)...]), name
    )
    if row.mode == .inline { #expect(parser.isAtBoundary, name) }
    #expect(answer["content-length"] == "\(answer.body.count)", name)
  }

  private static func expectLost(
    _ answer: WireAnswer, _ row: FaultRow, _ audio: [UInt8], at place: Int64, _ name: Comment
  ) {
    if row.place.isBeforeFirstByte {
      #expect(answer.status == 502, name)
      #expect(answer.ending == .complete, name)
      #expect(answer["content-type"] == "text/plain; charset=utf-8", name)
      #expect(answer.text.hasPrefix(row.kind.reason) && answer.text.hasSuffix("\n"), name)
      #expect(!answer.text.contains("127.0.0.1") && !answer.text.contains("sig="), name)
      return
    }
    #expect(answer.status == (row.mode == .part ? 206 : 200), name)
    var parser = IcyParser(interval: 16_384)
    if row.mode == .inline { parser.read(answer.body) }
    let body = row.mode == .inline ? parser.audio : answer.body
    let start = Int(row.mode.span(of: audio.count).lowerBound)
    // Nothing of the range that was struck has come.
    let good = max(Int(place), start)
    if row.mode == .mpd {
      #expect(answer.ending == .complete, name)
      #expect(Octets(body.prefix(good - start)) == Octets(audio[start..<good]), name)
      #expect(body.count == audio.count && body.dropFirst(good - start).allSatisfy { $0 == 0 }, name)
    } else {
      #expect(answer.ending == .short, name)
      #expect(Octets(body) == Octets(audio[start..<good]), name)
    }
  }

  /// What the log says is what the events say.
  private static func expectTheSameReasons(
    _ row: FaultRow, _ events: [ProxyEvent.Kind], _ lines: [LogRecorder.Line]
  ) {
    let name = Comment(rawValue: "\(row)")
    let ours = lines.filter { $0.metadata["video_id"] == "\(row.id)" }
    #expect(ours.allSatisfy { $0.message.hasPrefix("[PROXY] ") && $0.metadata["track"] != nil }, name)
    let retries = ours.filter { $0.message == "[PROXY] retry" }
    #expect(
      retries.map { $0.metadata["reason"] } == events.compactMap { $0.retry(of: row.id)?.reason }, name)
    #expect(retries.allSatisfy { $0.metadata["attempt"] != nil && $0.metadata["offset"] != nil }, name)
    let losses = ours.filter { $0.message == "[PROXY] lost" }
    #expect(losses.map { $0.metadata["reason"] } == events.compactMap { $0.loss(of: row.id) }, name)
    #expect(losses.allSatisfy { $0.metadata["offset"] != nil }, name)
  }
}

/// So many strikes and no more, where the last one was, and whether two ranges were under way at once.
private final class Strikes: Sendable {
  private let state: Mutex<(left: Int, place: Int64?)>
  private let overlap = Atomic(false)

  init(_ count: Int) { state = Mutex((count, nil)) }

  /// A range was asked for while another was under way.
  func noteOverlap() { overlap.store(true, ordering: .relaxed) }
  var hasOverlap: Bool { overlap.load(ordering: .relaxed) }

  /// The beginning of the range that was struck last.
  var place: Int64? { state.withLock { $0.place } }

  func take(at place: Int64) -> Bool {
    state.withLock { state in
      guard state.left > 0 else { return false }
      state = (state.left - 1, place)
      return true
    }
  }
}

extension RequestRecord {
  /// Whether bytes of it were still coming when `later` was asked.
  fileprivate func isUnderWay(before later: OriginRequest) -> Bool {
    request.number < later.number && status == 206 && ending == nil
  }
}

extension ProxyEvent.Kind {
  /// Whether a stream of `id` is over.
  func isEnd(of id: VideoID) -> Bool {
    switch self {
    case .streamFinished(let stream, _, _), .streamLost(let stream, _, _, _, _): stream.track.id == id
    default: false
    }
  }

  /// What is said of a retry of `id`.
  func retry(of id: VideoID) -> (attempt: Int, delay: Duration, reason: String)? {
    guard case .streamRetrying(let stream, let attempt, _, let delay, _, let reason) = self,
      stream.track.id == id
    else { return nil }
    return (attempt, delay, reason)
  }

  /// Whether it says that bytes of `id` were asked for once more.
  func isHedge(of id: VideoID) -> Bool {
    if case .streamHedged(let stream, _, _) = self { stream.track.id == id } else { false }
  }

  /// Why `id` was lost.
  func loss(of id: VideoID) -> String? {
    guard case .streamLost(let stream, _, _, let reason, _) = self, stream.track.id == id else { return nil }
    return reason
  }
}
