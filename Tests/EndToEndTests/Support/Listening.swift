import Foundation
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

/// A stage with a proxy and an MPD of its own, which has two songs in its queue: the one things happen to, and a
/// short one after it.
struct Listening {
  let stage: Stage
  let proxy: RunningProxy
  let mpd: MPDFixture
  /// The song things happen to.
  let song: Song
  /// The song after it.
  let next: Song

  /// The places in a song where things happen: after so much of it, at the earliest behind its first bytes.
  static let places = [
    Place(name: "start", part: 0), Place(name: "a sixth", part: 1 / 6), Place(name: "half", part: 0.5),
    Place(name: "end", part: 0.97),
  ]

  /// A place in a song, by how much of it comes before.
  struct Place: Sendable {
    let name: String
    let part: Double
  }

  /// Sets one up and calls `body`.
  ///
  /// - Parameters:
  ///   - realTime: whether MPD plays at the music's pace, or as fast as it can.
  ///   - bytesPerSecond: the pace of the origin, `nil` for as fast as it can.
  static func to(
    _ format: AudioFixture.Format, seconds: Int = 90, realTime: Bool = false, bytesPerSecond: Int? = nil,
    settings: [String: String] = [:], _ body: (Listening) async throws -> Void
  ) async throws {
    try await Stage.set([format, .mp3], seconds: seconds, bytesPerSecond: bytesPerSecond) { stage in
      var configuration = MPDFixture.Configuration()
      configuration.playsInRealTime = realTime
      let mpd = try await MPDFixture(configuration)
      defer { mpd.shutDown() }
      try stage.configure(settings.map { ($0, $1) } + [("mpd_socket_path", mpd.socket)])
      try await stage.addSongs()
      let proxy = try await stage.serve()
      try await proxy.log.line(with: "[PROXY] mpd-connected")
      let listening = Listening(
        stage: stage, proxy: proxy, mpd: mpd, song: stage.songs[0], next: stage.songs[1])
      for song in stage.songs { try await mpd.mpc("add", proxy.url(song.id)) }
      try await eventually("the link to MPD") { try await proxy.status().mpd.connected }
      try await body(listening)
      #expect(stage.origin.requests.breaches() == [])
    }
  }

  /// The byte of the song at a place.
  func byte(at part: Double) -> Int64 {
    max(8192, Int64(Double(song.audio.bytes.count) * part))
  }

  /// Lets the origin deliver the song up to `place`, and there do what `fault` says; the number is that of the
  /// bytes of the range before the place.
  func script(at place: Int64, _ fault: @escaping @Sendable (Int64) -> Fault) {
    stage.origin.script(song.id.rawValue) { request in
      guard let range = request.range, range.upperBound >= place else { return nil }
      return fault(max(0, place - range.lowerBound))
    }
  }

  /// Waits until MPD waits for bytes of the song that don't come, in mid-body or for the head of an answer.
  func untilStuck(_ what: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await eventually("\(what): a stall", within: .seconds(60), sourceLocation: sourceLocation) {
      try await proxy.status().streams.list.contains { stream in
        let age = Date().timeIntervalSince1970 - stream.startedAt
        return stream.videoID == song.id
          && (stream.state == .stalled || stream.state == .holding && stream.bytesSent == 0 && age > 2)
      }
    }
  }

  /// Whether MPD answers, and how soon.
  func answerTime() async throws -> Duration { try await time("status") }

  /// Whether MPD neither plays nor pauses.
  func isStopped() async throws -> Bool {
    // Of a song that is playing or paused there is a line with its state; mpc's `%state%` knows no third one.
    try await !status().contains("\n[")
  }

  /// What `mpc status` says, with an error to show or not.
  func status(_ format: String...) async throws -> String {
    try await run(["mpc", "--host", mpd.socket, "status"] + format).output
      .trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Runs `mpc`, which fails when MPD has an error to show, whatever the command came to.
  ///
  /// - Returns: how long MPD took.
  func time(_ command: String...) async throws -> Duration { try await time(command) }

  /// The same, for words that are in a list already.
  func time(_ command: [String]) async throws -> Duration {
    let start = ContinuousClock.now
    _ = try await run(["mpc", "--host", mpd.socket] + command)
    return start.duration(to: .now)
  }

  /// Waits until MPD plays the second song or has played it.
  func expectNextSong(_ what: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await eventually("\(what): the next song", within: .seconds(60), sourceLocation: sourceLocation) {
      if try await isStopped() { return true }
      return try await status("%songpos%") == "2"
    }
  }

  /// Expects MPD to be idle, answering and without an error after the end of its queue.
  func expectHealth(_ what: String, sourceLocation: SourceLocation = #_sourceLocation) async throws {
    try await eventually(
      "\(what): the end of the queue", within: .seconds(60), sourceLocation: sourceLocation
    ) {
      try await isStopped()
    }
    let used = try await mpd.processorSecondsOfASecond()
    #expect(used < 0.5, "\(what): MPD keeps computing", sourceLocation: sourceLocation)
    let answer = try await answerTime()
    #expect(answer < .seconds(5), "\(what): MPD answers after \(answer)", sourceLocation: sourceLocation)
  }
}

extension MPDFixture {
  /// How much of a processor MPD takes in a second.
  func processorSecondsOfASecond() async throws -> Double {
    let process = try #require(processID)
    let before = try ProcessTable.processorSeconds(of: process)
    try await Task.sleep(for: .seconds(1))
    return try ProcessTable.processorSeconds(of: process) - before
  }
}
