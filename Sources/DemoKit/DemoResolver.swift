import FoundationEssentials
package import LoopbackOrigin
import Synchronization
package import TrackKit

/// Resolves the demo's songs to URLs of the built-in origin, as slowly and as unreliably as the real thing.
///
/// A song is composed and written to a file when it is asked for the first time.
package final class DemoResolver: MediaResolving {
  /// How it behaves.
  package struct Temper: Sendable {
    /// For how long a URL is good. The relay refreshes five minutes before the end, so it finds a URL of these
    /// old after half a minute or so.
    var validity: ClosedRange<Duration> = .seconds(325)...(.seconds(360))
    /// How long a resolve seems to work.
    var work: ClosedRange<Duration> = .milliseconds(300)...(.milliseconds(1500))
    /// How probable a failure is, from 0 to 1; a song's first resolve never fails.
    var failureOdds = 0.06
    /// The same seed gives the same sequence.
    var seed: UInt64 = 2026
  }

  /// The number of the only format there is.
  package static let itag = 900

  private struct State {
    var generator: SplitMix64
    var resolved: Set<VideoID> = []
    var written: Set<VideoID> = []
  }

  /// What one resolve is going to be like.
  private struct Draw {
    let validity: Duration
    let work: Duration
    let fails: Bool
  }

  private let origin: LoopbackOrigin
  private let audioFolder: String
  private let songs: [VideoID: DemoLibrary.Song]
  private let temper: Temper
  private let clock: any Clock<Duration>
  private let state: Mutex<State>

  /// A resolver for `songs` that keeps their audio in `folder`.
  ///
  /// - Throws: ``DemoError`` when there can be no folder for the audio.
  package init(
    songs: [DemoLibrary.Song] = DemoLibrary.songs, origin: LoopbackOrigin, folder: DemoFolder,
    temper: Temper = Temper(), clock: any Clock<Duration> = ContinuousClock()
  ) throws(DemoError) {
    self.origin = origin
    self.songs = Dictionary(songs.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    self.temper = temper
    self.clock = clock
    audioFolder = try folder.subfolder("audio")
    state = Mutex(State(generator: SplitMix64(seed: temper.seed)))
  }

  package func resolve(_ id: VideoID, formatID: String?) async throws(URLRefreshError) -> Track {
    guard let song = songs[id] else { throw URLRefreshError(kind: .removed, exitCode: 1) }
    guard formatID == nil || formatID == String(Self.itag) else {
      throw URLRefreshError(kind: .noDirectFormat, exitCode: 1)
    }
    let draw = draw(id)
    do {
      try await clock.sleep(for: draw.work)
    } catch {
      throw URLRefreshError(kind: .other, evidence: "interrupted")
    }
    if draw.fails {
      throw URLRefreshError(kind: .network, exitCode: 1, evidence: "Connection reset by peer")
    }
    do {
      try write(song)
    } catch {
      throw URLRefreshError(kind: .other, evidence: "the demo cannot write its audio: \(error)")
    }
    guard let url = origin.url(for: id.rawValue, validFor: draw.validity, itag: Self.itag) else {
      throw URLRefreshError(kind: .noDirectFormat, exitCode: 1)
    }
    var track = song.track
    track.media = MediaSource(
      url: url, resolvedAt: Date(), formatID: String(Self.itag), fileExtension: "wav",
      contentType: ToneSynthesizer.contentType, length: Int64(ToneSynthesizer.length(of: song.score)),
      bitrate: ToneSynthesizer.bitrate, chunkLimit: origin.maximumRange)
    return track
  }

  private func draw(_ id: VideoID) -> Draw {
    state.withLock { state in
      let isFirst = state.resolved.insert(id).inserted
      let fails = Double.random(in: 0..<1, using: &state.generator) < temper.failureOdds
      return Draw(
        validity: Self.duration(in: temper.validity, &state.generator),
        work: Self.duration(in: temper.work, &state.generator), fails: fails && !isFirst)
    }
  }

  /// Composes the song, unless that has been done. Two at the same time write the same bytes.
  private func write(_ song: DemoLibrary.Song) throws {
    guard !state.withLock({ $0.written.contains(song.id) }) else { return }
    let path = "\(audioFolder)/\(song.id).wav"
    try Data(ToneSynthesizer.wave(of: song.score)).write(to: URL(filePath: path), options: .atomic)
    origin.register(
      try Asset(
        id: song.id.rawValue, itag: Self.itag, contentType: ToneSynthesizer.contentType, file: path))
    state.withLock { _ = $0.written.insert(song.id) }
  }

  private static func duration(in range: ClosedRange<Duration>, _ generator: inout SplitMix64) -> Duration {
    let span = range.upperBound - range.lowerBound
    return range.lowerBound + span * Double.random(in: 0...1, using: &generator)
  }
}
