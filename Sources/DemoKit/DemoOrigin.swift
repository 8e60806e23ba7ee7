package import LoopbackOrigin

extension LoopbackOrigin {
  /// The demo's origin: slow enough to watch, and with something wrong every now and then.
  ///
  /// - Parameter seed: the same seed gives the same troubles.
  /// - Throws: NIO's error when no port can be bound.
  package static func demo(seed: UInt64 = 2026) async throws -> LoopbackOrigin {
    // Two and a half times the pace of the music: a song is under way for a good part of its time.
    let origin = try await start(Configuration(bytesPerSecond: ToneSynthesizer.bitrate * 1000 / 8 * 5 / 2))
    // About two of these in each song.
    let odds = RandomFaults.Odds(unavailable: 0.25, reset: 0.15, stall: 0.12, revocation: 0.08)
    origin.strike(RandomFaults(seed: seed, odds: odds))
    return origin
  }
}
