import Dispatch
import Glibc
import Synchronization
package import TrackKit

/// A player for machines without MPD: takes the songs from the relay one after another, in their own time, and
/// makes no sound.
///
/// It asks for inline ICY and follows the titles. Its blocking work is done on a thread of its own.
package final class BuiltInPlayer: Sendable {
  /// What it is doing.
  package struct NowPlaying: Sendable, Equatable {
    /// The song's place in the list.
    package var index: Int
    /// The title that came with the music, or the one of the list before it came.
    package var title: String
    /// How long the song has played.
    package var elapsed: Duration
    /// How long it is.
    package var duration: Duration?
  }

  private enum Command {
    case stop
    case skip(Int)
  }

  private struct State {
    var nowPlaying: NowPlaying?
    var command: Command?
  }

  private let port: UInt16
  private let tracks: [Track]
  private let bytesPerSecond: Int
  private let agent: String
  private let wake: SocketPair
  private let state = Mutex(State())

  /// A player of `tracks`, which the relay serves at `port` of 127.0.0.1.
  ///
  /// - Parameters:
  ///   - bytesPerSecond: the pace of the music.
  ///   - agent: what it calls itself.
  /// - Throws: ``DemoError`` when there are no descriptors left.
  package init(
    port: UInt16, tracks: [Track], bytesPerSecond: Int = ToneSynthesizer.bitrate * 1000 / 8,
    agent: String = "built-in player"
  ) throws(DemoError) {
    self.port = port
    self.tracks = tracks
    self.bytesPerSecond = bytesPerSecond
    self.agent = agent
    wake = try SocketPair()
  }

  deinit {
    close(wake.reading)
    close(wake.writing)
  }

  /// What it is doing, `nil` between songs.
  package var nowPlaying: NowPlaying? { state.withLock { $0.nowPlaying } }

  /// Plays the list round and round until the task is cancelled.
  package func run() async {
    guard !tracks.isEmpty else { return }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        DispatchQueue(label: "built-in-player").async {
          self.play()
          continuation.resume()
        }
      }
    } onCancel: {
      give(.stop)
    }
  }

  /// Goes on with the song `songs` places further, backwards when negative.
  package func skip(_ songs: Int = 1) { give(.skip(songs)) }

  private func give(_ command: Command) {
    state.withLock { state in
      switch (state.command, command) {
      case (.stop, _): return
      case (.skip(let earlier), .skip(let later)): state.command = .skip(earlier + later)
      default: state.command = command
      }
      var byte: UInt8 = 0
      send(wake.writing, &byte, 1, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }
  }

  /// Takes the command, and what was written to wake the player for it.
  private func takeCommand() -> Command? {
    state.withLock { state in
      var bytes = [UInt8](repeating: 0, count: 64)
      while recv(wake.reading, &bytes, bytes.count, Int32(MSG_DONTWAIT)) > 0 {}
      defer {
        state.command = nil
        state.nowPlaying = nil
      }
      return state.command
    }
  }

  private func play() {
    var index = 0
    while true {
      play(at: index)
      switch takeCommand() {
      case .stop: return
      case .skip(let songs): index = ((index + songs) % tracks.count + tracks.count) % tracks.count
      case nil: index = (index + 1) % tracks.count
      }
    }
  }

  private func play(at index: Int) {
    let track = tracks[index]
    state.withLock {
      $0.nowPlaying = NowPlaying(
        index: index, title: track.displayName, elapsed: .zero, duration: track.duration)
    }
    do {
      do {
        let stream = try IcyClient(
          port: port, path: TrackURL.path + track.id.rawValue, agent: agent, wake: wake.reading)
        try listen(to: stream)
      } catch is DemoError {
        // What the relay could not do is on the screen already; the next song has its chance after a moment.
        try IcyClient.pause(.seconds(2), wake: wake.reading)
      }
    } catch {
      // Woken: there is a command, which the caller takes.
    }
  }

  private func listen(to stream: IcyClient) throws {
    let clock = ContinuousClock()
    let start = clock.now
    var pace = PlaybackPace(bytesPerSecond: bytesPerSecond, buffer: .seconds(3))
    while let piece = try stream.read() {
      pace.receive(piece.audio)
      let elapsed = clock.now - start
      state.withLock { state in
        state.nowPlaying?.elapsed = elapsed
        if let title = piece.title { state.nowPlaying?.title = title }
      }
      try IcyClient.pause(pace.wait(after: elapsed), wake: wake.reading)
    }
    try IcyClient.pause(pace.remainder(after: clock.now - start), wake: wake.reading)
  }
}
