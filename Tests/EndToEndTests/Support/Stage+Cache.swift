import Foundation
import LibraryKit
import LoopbackOrigin
import TestSupport
import Testing
import TrackKit

extension Stage {
  /// The folder of the cache of audio.
  var cacheFolder: String { home.home + "/.cache/ytmpd-tui/audio" }

  /// How many bytes of its songs the origin has sent.
  var bytesFetched: Int { origin.requests.reduce(0) { $0 + Int($1.bytesSent) } }

  /// How many bytes all songs have.
  var bytesOfSongs: Int { songs.reduce(0) { $0 + $1.audio.bytes.count } }

  /// What the list of the cache says.
  func cacheEntries() throws -> [AudioEntry] {
    try TrackStore.open(path: home.database).store.audioEntries()
  }

  /// Waits until the list of the cache has all of every song.
  func untilCached(
    within limit: Duration = .seconds(30), sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    try await eventually("the songs in the cache", within: limit, sourceLocation: sourceLocation) {
      try cacheEntries().count { $0.bytes == $0.length } == songs.count
    }
  }

  /// Takes away all that is between the program and YouTube: the origin, every URL, and yt-dlp's answers.
  func cutOff() async throws {
    try await origin.stopListening()
    try ytDlp.answer(videos: [:])
    try await home.python("db.execute('UPDATE tracks SET stream_url = NULL')\ndb.commit()")
  }
}

extension Sequence<RequestRecord> {
  /// How many bytes were asked for again after a request for them had been answered to its end. What was on its way when one
  /// was given up may never have arrived.
  var bytesRepeated: Int64 {
    var sent: [String: [Range<Int64>]] = [:]
    var repeated: Int64 = 0
    for record in self {
      guard let id = record.request.id, let range = record.request.range, record.status == 206 else {
        continue
      }
      let asked = range.lowerBound..<range.upperBound + 1
      for there in sent[id, default: []] {
        let common = asked.clamped(to: there)
        repeated += common.upperBound - common.lowerBound
      }
      if record.ending == .complete { sent[id, default: []].append(asked) }
    }
    return repeated
  }
}
